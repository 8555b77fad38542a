import { answer } from "../answer.ts";
import { Command, examples, type Open } from "../command.ts";
import type { Invocation } from "../invocation.ts";
import { viewProfile } from "../views.ts";
import { visible } from "../../terminal/escape_control.ts";

/** `circle profile edit` */
export function declareEdit(open: Open) {
  return new Command("edit")
    .description("change your name")
    .option("--name <name>", "your name, as the family sees it")
    .addHelpText("after", examples('circle profile edit --name "Anna Berg"'))
    .action((options, command) => run(open(command), options));
}

async function run(invocation: Invocation, options: { readonly name?: string }): Promise<void> {
  const { client } = await invocation.connect();
  const name = await answer(invocation, options.name, { flag: "--name", question: "Your name: " });
  const profile = await client.updateProfile({ body: { name } });
  invocation.terminal.say(`Your name is now ${visible(profile.name)}.`);
  invocation.show(profile, viewProfile);
}
