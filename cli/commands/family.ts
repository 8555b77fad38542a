import { findFamilyId } from "../choose_family.ts";
import { Command, examples, group, type Open } from "../command.ts";
import type { Invocation } from "../invocation.ts";
import { formatDay } from "../profile_text.ts";

/** `circle family` */
export function declareFamily(open: Open) {
  return group("family", "your families and who is in them", [declareMembers(open)]);
}

function declareMembers(open: Open) {
  return new Command("members")
    .description("list who is in the family")
    .addHelpText(
      "after",
      examples(
        "circle family members",
        'circle family members --family "The Bergs"',
        "circle family members --json",
      ),
    )
    .action((_options, command) => runMembers(open(command)));
}

async function runMembers(invocation: Invocation): Promise<void> {
  const connection = await invocation.connect();
  const family = await findFamilyId(invocation, connection);
  const members = await connection.client.listFamilyMembers({ query: { family } });
  invocation.show(members, () => ({
    columns: ["NAME", "EMAIL", "ROLE", "SINCE"],
    rows: members.map((
      { name, email, role, joined_at },
    ) => [name, email, role, formatDay(joined_at)]),
  }));
}
