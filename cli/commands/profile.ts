import type { Profile } from "../../shared/contract/accounts.ts";
import { isSameSession, type SavedSession } from "../session/saved_sessions.ts";
import { CliError } from "../terminal/cli_error.ts";
import { escapeControl } from "../terminal/escape_control.ts";
import { Command, examples, group, type OpenContext } from "./command.ts";
import { askAboutJournal } from "./ask_about_journal.ts";
import { ask, confirm, sendForm } from "./ask.ts";
import type { CommandContext, Connection } from "./context.ts";
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
    .description("change your name, or the email that you log in with")
    .option("--name <name>", "your name, as the family sees it")
    .option("--email <email>", "your email; it asks for the password")
    .option("--password-stdin", "read the password from standard input")
    .addHelpText(
      "after",
      examples(
        'circle profile edit --name "Anna Berg"',
        "circle profile edit --email anna@example.net",
      ),
    )
    .action((options, command) => editProfile(open(command), options));
}

interface EditProfileOptions extends PasswordOptions {
  readonly name?: string;
  readonly email?: string;
}

async function editProfile(context: CommandContext, options: EditProfileOptions): Promise<void> {
  const { name, email } = options;
  if (email === undefined && options.passwordStdin) {
    throw new CliError("usage", "--password-stdin goes with --email.");
  }
  const connection = await context.connect();
  const profile = email === undefined ? undefined : await changeEmail(context, connection, {
    ...options,
    email,
  });
  context.show(
    profile && name === undefined ? profile : await rename(context, connection, options),
    viewProfile,
  );
}

async function changeEmail(
  context: CommandContext,
  { client, identity: { session } }: Connection,
  { email, ...options }: PasswordOptions & { readonly email: string },
): Promise<Profile> {
  const form = { email: { value: email }, password: await getPassword(context, options) };
  const profile = await sendForm(
    context,
    form,
    ({ email, password }) => client.changeEmail({ body: { email: email!, password: password! } }),
  );
  if (session) await renameSession(context, session, profile.email);
  context.terminal.say(`You log in as ${escapeControl(profile.email)} now.`);
  return profile;
}

/** The saved session is known by the email of its account. */
async function renameSession(
  { store }: CommandContext,
  session: SavedSession,
  email: string,
): Promise<void> {
  await store.update((sessions) =>
    sessions.map((saved) => isSameSession(saved, session) ? { ...saved, email } : saved)
  );
}

async function rename(
  context: CommandContext,
  { client }: Connection,
  options: { readonly name?: string },
): Promise<Profile> {
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
  return profile;
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
  const { journal, question, outcome } = await askAboutJournal(context, connection, options);
  const account = `${escapeControl(name)} <${escapeControl(email)}> at ${server}`;
  await confirm(context, `Delete the account of ${account}${question}, for good?`, options.yes);
  const form = { password: await getPassword(context, options) };
  await sendForm(
    context,
    form,
    ({ password }) =>
      client.deleteProfileByPost({
        body: {
          password: password!,
          forget: options.forget,
          journal,
        },
      }),
  );
  if (session) await forgetSession(context, session, "Your account is deleted.");
  context.terminal.say("Your account is deleted.");
  if (outcome !== "") context.terminal.say(outcome);
}
