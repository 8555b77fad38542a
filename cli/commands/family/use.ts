import { matchFamily } from "../choose_family.ts";
import { Command, examples, type Open } from "../command.ts";
import { Failure } from "../../terminal/cli_error.ts";
import type { Invocation } from "../invocation.ts";
import { isSameSession } from "../../session/saved_sessions.ts";
import { visible } from "../../terminal/escape_control.ts";

/** `circle family use` */
export function declareUse(open: Open) {
  return new Command("use")
    .description("choose the family that commands mean when none is named")
    .argument("<family>", "the family: its id, its name, or how either begins")
    .addHelpText("after", examples('circle family use "The Bergs"'))
    .action((family, _options, command) => run(open(command), family));
}

async function run({ connect, store, terminal }: Invocation, text: string): Promise<void> {
  const { identity: { session }, client } = await connect();
  const { id, name } = matchFamily(await client.listFamilies({}), text);
  if (!session) {
    throw new Failure(
      "usage",
      "The choice is kept with a login, and this token is not one. Set CIRCLE_FAMILY instead.",
    );
  }
  await store.update((saved) =>
    saved.map((other) => isSameSession(other, session) ? { ...other, family: id } : other)
  );
  terminal.say(`Commands now mean ${visible(name)}.`);
}
