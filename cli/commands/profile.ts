import { escapeControl } from "../terminal/escape_control.ts";
import { Command, examples, group, type OpenContext } from "./command.ts";
import { ask, confirm, sendForm } from "./ask.ts";
import type { CommandContext } from "./context.ts";
import { describeErased } from "./describe_erased.ts";
import { forgetSession } from "./logout.ts";
import { getPassword, type PasswordOptions } from "./ask_password.ts";
import { viewProfile } from "./views.ts";

/** `circle profile` */
export function declareProfile(open: OpenContext) {
  return group("profile", "your own account", [
    declareShow(open),
    declareEdit(open),
    declareDelete(open),
  ]);
}

function declareShow(open: OpenContext) {
  return new Command("show")
    .description("show everything in your account")
    .addHelpText("after", examples("circle profile show", "circle profile show --json"))
    .action((_options, command) => showProfile(open(command)));
}

async function showProfile({ connect, show }: CommandContext): Promise<void> {
  const { client } = await connect();
  show(await client.getProfile({}), viewProfile);
}

function declareEdit(open: OpenContext) {
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
  const askAgain = () => ask(context, undefined, { flag: "--name", question: "Your name: " });
  const form = {
    name: options.name === undefined
      ? { value: await askAgain(), askAgain }
      : { value: options.name },
  };
  const profile = await sendForm(
    context,
    form,
    ({ name }) => client.updateProfile({ body: { name: name! } }),
  );
  context.terminal.say(`Your name is now ${escapeControl(profile.name)}.`);
  context.show(profile, viewProfile);
}

function declareDelete(open: OpenContext) {
  return new Command("delete")
    .description("delete your account")
    .option("--forget", "erase your name and birthday among the people of your families too")
    .option("--erase-journal", "erase your posts and comments, with what others said to them")
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
  readonly forget?: true;
  readonly eraseJournal?: true;
}

async function deleteProfile(
  context: CommandContext,
  options: DeleteProfileOptions,
): Promise<void> {
  const connection = await context.connect();
  const { identity: { server, session }, client } = connection;
  const { name, email } = await client.getProfile({});
  const erased = options.yes ? "" : await describeErased(connection, options);
  const account = `${escapeControl(name)} <${escapeControl(email)}> at ${server}`;
  await confirm(context, `Delete the account of ${account}${erased}, for good?`, options.yes);
  const form = { password: await getPassword(context, options) };
  await sendForm(
    context,
    form,
    ({ password }) =>
      client.deleteProfileByPost({
        body: {
          password: password!,
          forget: options.forget,
          journal: options.eraseJournal && "erase",
        },
      }),
  );
  if (session) await forgetSession(context, session, "Your account is deleted.");
  context.terminal.say("Your account is deleted.");
}
