import { chooseFamily } from "../choose_family.ts";
import { Command, examples, type Open } from "../command.ts";
import { confirm } from "../confirm.ts";
import type { Invocation } from "../invocation.ts";
import { visible } from "../../terminal/escape_control.ts";

/** `circle family delete` */
export function declareDelete(open: Open) {
  return new Command("delete")
    .description("delete the family for everyone; the accounts in it stay")
    .option("--yes", "do not ask")
    .addHelpText(
      "after",
      examples("circle family delete", 'circle family delete --family "The Bergs" --yes'),
    )
    .action((options, command) => run(open(command), options));
}

async function run(invocation: Invocation, { yes }: { readonly yes?: true }): Promise<void> {
  const connection = await invocation.connect();
  const { id: family_id, name } = await chooseFamily(invocation, connection);
  await confirm(
    invocation,
    `Delete ${visible(name)}, its invites and its log, for everyone in it?`,
    yes,
  );
  await connection.client.deleteFamily({ params: { family_id } });
  invocation.terminal.say(`${visible(name)} is deleted.`);
}
