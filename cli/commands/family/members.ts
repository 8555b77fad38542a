import { chooseFamily } from "../choose_family.ts";
import { Command, examples, type Open } from "../command.ts";
import type { Invocation } from "../invocation.ts";
import { viewMembers } from "../views.ts";

/** `circle family members` */
export function declareMembers(open: Open) {
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
    .action((_options, command) => run(open(command)));
}

async function run(invocation: Invocation): Promise<void> {
  const connection = await invocation.connect();
  const { id: family } = await chooseFamily(invocation, connection);
  invocation.show(await connection.client.listFamilyMembers({ query: { family } }), viewMembers);
}
