import { chooseFamily } from "../choose_family.ts";
import { Command, examples, type Open } from "../command.ts";
import type { Invocation } from "../invocation.ts";
import { viewFamilies } from "../views.ts";
import { visible } from "../../terminal/escape_control.ts";

/** `circle family rename` */
export function declareRename(open: Open) {
  return new Command("rename")
    .description("give the family another name")
    .argument("<name>", "what it is to be called")
    .addHelpText(
      "after",
      examples(
        'circle family rename "The Bergs"',
        'circle family rename "The Bergs" --family Anna',
      ),
    )
    .action((name, _options, command) => run(open(command), name));
}

async function run(invocation: Invocation, name: string): Promise<void> {
  const connection = await invocation.connect();
  const { id: family_id } = await chooseFamily(invocation, connection);
  const family = await connection.client.updateFamily({ params: { family_id }, body: { name } });
  invocation.terminal.say(`The family is now called ${visible(family.name)}.`);
  invocation.show(family, (renamed) => viewFamilies([renamed]));
}
