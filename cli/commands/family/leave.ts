import { chooseFamily } from "../choose_family.ts";
import { Command, examples, type Open } from "../command.ts";
import { confirm } from "../confirm.ts";
import type { Invocation } from "../invocation.ts";
import { visible } from "../../terminal/escape_control.ts";

/** `circle family leave` */
export function declareLeave(open: Open) {
  return new Command("leave")
    .description("leave the family")
    .option("--yes", "do not ask")
    .addHelpText(
      "after",
      examples("circle family leave", 'circle family leave --family "The Bergs" --yes'),
    )
    .action((options, command) => run(open(command), options));
}

async function run(invocation: Invocation, { yes }: { readonly yes?: true }): Promise<void> {
  const connection = await invocation.connect();
  const { client } = connection;
  const { id: family_id, name } = await chooseFamily(invocation, connection);
  await confirm(invocation, `Leave ${visible(name)}?`, yes);
  const { id: account_id } = await client.getProfile({});
  await client.removeMember({ params: { family_id, account_id } });
  invocation.terminal.say(`You have left ${visible(name)}.`);
}
