import { chooseFamily } from "../choose_family.ts";
import { chooseMember } from "../choose_member.ts";
import { Command, examples, type Open } from "../command.ts";
import { confirm } from "../confirm.ts";
import type { Invocation } from "../invocation.ts";
import { visible } from "../../terminal/escape_control.ts";

/** `circle member remove` */
export function declareRemove(open: Open) {
  return new Command("remove")
    .description("remove a member from the family")
    .argument("<member>", "the member: id, name or email, or how one begins")
    .option("--yes", "do not ask")
    .addHelpText(
      "after",
      examples("circle member remove ben", "circle member remove ben@example.org --yes"),
    )
    .action((member, options, command) => run(open(command), member, options));
}

async function run(
  invocation: Invocation,
  text: string,
  { yes }: { readonly yes?: true },
): Promise<void> {
  const connection = await invocation.connect();
  const { client } = connection;
  const family = await chooseFamily(invocation, connection);
  const member = await chooseMember(client, family.id, text);
  await confirm(invocation, `Remove ${visible(member.name)} from ${visible(family.name)}?`, yes);
  await client.removeMember({ params: { family_id: family.id, account_id: member.id } });
  invocation.terminal.say(`${visible(member.name)} is no longer in ${visible(family.name)}.`);
}
