import type { Profile } from "../../shared/contract/accounts.ts";
import { assertSavedSessionsUsed, checkToken } from "../session/identity.ts";
import { withSession } from "../session/saved_sessions.ts";
import { CliError } from "../terminal/cli_error.ts";
import { escapeControl } from "../terminal/escape_control.ts";
import { ask, sendForm } from "./ask.ts";
import { declareApprove } from "./approve_login.ts";
import { Command, examples, type OpenContext } from "./command.ts";
import type { CommandContext, Connection } from "./context.ts";
import { logInWithDevice } from "./login_with_device.ts";
import { EMAIL_QUESTION, logInAndSave, rememberInsecure, tellNewAddress } from "./save_login.ts";
import { getPassword, type PasswordOptions } from "./ask_password.ts";
import { viewProfile } from "./views.ts";

/** `circle login` */
export function declareLogin(open: OpenContext) {
  return new Command("login")
    .description("log in on this device")
    .option("--email <email>", "your email")
    .option("--password-stdin", "read the password from standard input")
    .option("--with-device", "let a device that is signed in approve it, instead of a password")
    .option("--yes", "with --with-device: do not ask whose account it will be")
    .option(
      "--with-token",
      "take a script token instead of a password: asked for, or from standard input",
    )
    .addHelpText(
      "after",
      examples(
        "circle login",
        "circle login --server https://circle.example.org --email anna@example.org",
        "circle login --email anna@example.org --password-stdin < password.txt",
        "circle login --with-device",
        "circle login --with-token < token.txt",
      ),
    )
    .addCommand(declareApprove(open))
    .action((options, command) => login(open(command), options));
}

interface LoginOptions extends PasswordOptions {
  readonly email?: string;
  readonly withToken?: true;
  readonly withDevice?: true;
  readonly yes?: true;
}

async function login(context: CommandContext, options: LoginOptions): Promise<void> {
  if (options.withToken && options.passwordStdin) {
    throw new CliError(
      "usage",
      "--with-token and --password-stdin both read standard input: use one of them.",
    );
  }
  const isPasswordGiven = options.email !== undefined || options.passwordStdin;
  if (options.withDevice && (options.withToken || isPasswordGiven)) {
    throw new CliError("usage", "--with-device needs no email, password or token.");
  }
  if (options.yes && !options.withDevice) {
    throw new CliError("usage", "--yes goes with --with-device.");
  }
  const { terminal, show, env, store } = context;
  assertSavedSessionsUsed(env);
  const connection = await context.connect();
  await store.assertWritable();
  const profile = options.withToken
    ? await saveToken(context, connection)
    : options.withDevice
    ? await logInWithDevice(context, connection, options)
    : await logInByPassword(context, connection, options);
  const { server } = connection.identity;
  terminal.say(`You are logged in to ${server} as ${escapeControl(profile.name)}.`);
  await tellNewAddress(context);
  if (context.options.json) show(profile, viewProfile);
}

async function logInByPassword(
  context: CommandContext,
  connection: Connection,
  options: LoginOptions,
): Promise<Profile> {
  const email = await ask(context, options.email, EMAIL_QUESTION);
  const form = { password: await getPassword(context, options) };
  return await sendForm(
    context,
    form,
    ({ password }) => logInAndSave(context, connection, { email, password: password! }),
  );
}

/** Saves a script token, after the server has named its account. */
async function saveToken(
  { options, terminal, store }: CommandContext,
  { identity: { server }, clientWith }: Connection,
): Promise<Profile> {
  const access_token = options.input && terminal.canAsk
    ? checkToken(await terminal.askSecret("Script token: "), "What you typed")
    : checkToken(await terminal.readInput(), "Standard input");
  const profile = await clientWith(access_token).getProfile({});
  const account = { server, account_id: profile.id, email: profile.email };
  const session = { ...account, ...rememberInsecure(server), access_token };
  await store.update((sessions) => withSession(sessions, session));
  return profile;
}
