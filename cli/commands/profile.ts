import { withoutSession } from "../session/saved_sessions.ts";
import { escapeControl } from "../terminal/escape_control.ts";
import { answer } from "./answer.ts";
import { Command, examples, group, type Open } from "./command.ts";
import { confirm } from "./confirm.ts";
import type { CommandContext } from "./context.ts";
import { getPassword, type PasswordOptions } from "./passwords.ts";
import { viewProfile } from "./views.ts";

/** `circle profile` */
export function declareProfile(open: Open) {
  return group("profile", "your own account", [
    declareShow(open),
    declareEdit(open),
    declareDelete(open),
  ]);
}

function declareShow(open: Open) {
  return new Command("show")
    .description("show all that your account says of you")
    .addHelpText("after", examples("circle profile show", "circle profile show --json"))
    .action((_options, command) => showProfile(open(command)));
}

async function showProfile({ connect, show }: CommandContext): Promise<void> {
  const { client } = await connect();
  show(await client.getProfile({}), viewProfile);
}

function declareEdit(open: Open) {
  return new Command("edit")
    .description("change your name")
    .option("--name <name>", "your name, as the family sees it")
    .addHelpText("after", examples('circle profile edit --name "Anna Berg"'))
    .action((options, command) => editProfile(open(command), options));
}

async function editProfile(
  context: CommandContext,
  options: { readonly name?: string },
): Promise<void> {
  const { client } = await context.connect();
  const name = await answer(context, options.name, { flag: "--name", question: "Your name: " });
  const profile = await client.updateProfile({ body: { name } });
  context.terminal.say(`Your name is now ${escapeControl(profile.name)}.`);
  context.show(profile, viewProfile);
}

function declareDelete(open: Open) {
  return new Command("delete")
    .description("leave for good: delete your account")
    .option("--yes", "do not ask")
    .option("--password-stdin", "read the password from standard input")
    .addHelpText(
      "after",
      examples(
        "circle profile delete",
        "circle profile delete --yes --password-stdin < password.txt",
      ),
    )
    .action((options, command) => deleteProfile(open(command), options));
}

interface DeleteProfileOptions extends PasswordOptions {
  readonly yes?: true;
}

async function deleteProfile(
  context: CommandContext,
  options: DeleteProfileOptions,
): Promise<void> {
  const { identity: { server, session }, client } = await context.connect();
  const { name, email } = await client.getProfile({});
  await confirm(
    context,
    `Delete the account of ${escapeControl(name)} <${escapeControl(email)}> at ${server} for good?`,
    options.yes,
  );
  const password = await getPassword(context, options);
  await client.deleteProfile({ body: { password } });
  if (session) await context.store.update((sessions) => withoutSession(sessions, session));
  context.terminal.say("Your account is deleted.");
}
