import { Role } from "../../../shared/contract/fields.ts";
import { chooseFamily } from "../choose_family.ts";
import { chooseMember } from "../choose_member.ts";
import { Argument, Command, examples, type Open } from "../command.ts";
import type { Invocation } from "../invocation.ts";
import { viewMembers } from "../views.ts";
import { visible } from "../../terminal/escape_control.ts";

/** `circle member role` */
export function declareRole(open: Open) {
  return new Command("role")
    .description("give a member another role")
    .argument("<member>", "the member: id, name or email, or how one begins")
    .addArgument(new Argument("<role>", "the role to give").choices(Role.enum))
    .addHelpText(
      "after",
      examples("circle member role ben admin", "circle member role ben@example.org owner"),
    )
    .action((member, role, _options, command) => run(open(command), { member, role }));
}

async function run(
  invocation: Invocation,
  { member, role }: { readonly member: string; readonly role: Role },
): Promise<void> {
  const connection = await invocation.connect();
  const { client } = connection;
  const { id: family_id } = await chooseFamily(invocation, connection);
  const { id: account_id } = await chooseMember(client, family_id, member);
  const changed = await client.setMemberRole({ params: { family_id, account_id }, body: { role } });
  invocation.terminal.say(`${visible(changed.name)} is now ${visible(changed.role)}.`);
  invocation.show(changed, (one) => viewMembers([one]));
}
