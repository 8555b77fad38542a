import { answer } from "../answers.ts";
import { Command, examples, group, type Open } from "../command.ts";
import type { Invocation } from "../invocation.ts";
import { viewProfile } from "../profile_text.ts";
import { visible } from "../visible.ts";

/** `circle profile` */
export function declareProfile(open: Open) {
  return group("profile", "your own account", [declareShow(open), declareEdit(open)]);
}

function declareShow(open: Open) {
  return new Command("show")
    .description("show all that your account says of you")
    .addHelpText("after", examples("circle profile show", "circle profile show --json"))
    .action((_options, command) => runShow(open(command)));
}

async function runShow({ connect, show }: Invocation): Promise<void> {
  const { client } = await connect();
  show(await client.getProfile({}), viewProfile);
}

function declareEdit(open: Open) {
  return new Command("edit")
    .description("change your name")
    .option("--name <name>", "your name, as the family sees it")
    .addHelpText("after", examples('circle profile edit --name "Anna Berg"'))
    .action((options, command) => runEdit(open(command), options));
}

async function runEdit(invocation: Invocation, options: { readonly name?: string }): Promise<void> {
  const { client } = await invocation.connect();
  const name = await answer(invocation, {
    given: options.name,
    flag: "--name",
    question: "Your name: ",
  });
  const profile = await client.updateProfile({ body: { name } });
  invocation.terminal.say(`Your name is now ${visible(profile.name)}.`);
  if (invocation.options.json) invocation.show(profile, viewProfile);
}
