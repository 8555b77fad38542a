import { Command, examples, type Open } from "../command.ts";
import type { Invocation } from "../invocation.ts";
import { viewFamilies } from "../views.ts";
import { visible } from "../../terminal/escape_control.ts";

/** `circle family create` */
export function declareCreate(open: Open) {
  return new Command("create")
    .description("make another family, as its owner")
    .argument("<name>", "what the family is called")
    .addHelpText("after", examples('circle family create "The Bergs"'))
    .action((name, _options, command) => run(open(command), name));
}

async function run({ connect, terminal, show }: Invocation, name: string): Promise<void> {
  const { client } = await connect();
  const family = await client.createFamily({ body: { name } });
  terminal.say(
    `You own a new family, ${visible(family.name)}. Invite someone: circle invite create`,
  );
  show(family, (made) => viewFamilies([made]));
}
