import { answer } from "./answer.ts";
import { Command, examples, type Open } from "./command.ts";
import { CliError } from "../terminal/cli_error.ts";
import { checkToken } from "../session/identity.ts";
import type { CommandContext, Connection } from "./context.ts";
import { type Credentials, logIn } from "./log_in.ts";
import { getPassword, type PasswordOptions } from "./passwords.ts";
import { withSession } from "../session/saved_sessions.ts";
import { viewProfile } from "./views.ts";
import { escapeControl } from "../terminal/escape_control.ts";

/** `circle login` */
export function declareLogin(open: Open) {
  return new Command("login")
    .description("log in on this device")
    .option("--email <email>", "your email")
    .option("--password-stdin", "read the password from standard input")
    .option("--with-token", "read a script token from standard input, instead of a password")
    .addHelpText(
      "after",
      examples(
        "circle login",
        "circle login --server https://circle.example.org --email anna@example.org",
        "circle login --email anna@example.org --password-stdin < password.txt",
        "circle login --with-token < token.txt",
      ),
    )
    .action((options, command) => run(open(command), options));
}

interface Options extends PasswordOptions {
  readonly email?: string;
  readonly withToken?: true;
}

async function run(context: CommandContext, options: Options): Promise<void> {
  if (options.withToken && options.passwordStdin) {
    throw new CliError(
      "usage",
      "--with-token and --password-stdin both read standard input: use one of them.",
    );
  }
  const { terminal, show } = context;
  const connection = await context.connect();
  const profile = options.withToken
    ? await keepToken(context, connection)
    : await logIn(context, connection, await askCredentials(context, options));
  terminal.say(
    `You are logged in to ${connection.identity.server} as ${escapeControl(profile.name)}.`,
  );
  if (context.options.json) show(profile, viewProfile);
}

async function askCredentials(context: CommandContext, options: Options): Promise<Credentials> {
  const email = await answer(context, options.email, { flag: "--email", question: "Email: " });
  return { email, password: await getPassword(context, options) };
}

/** Keeps a script token, once the server has said whose it is. */
async function keepToken(
  { terminal, store }: CommandContext,
  { identity: { server }, clientWith }: Connection,
) {
  const access_token = checkToken(await terminal.readInput(), "Standard input");
  const profile = await clientWith(access_token).getProfile({});
  const session = { server, account_id: profile.id, email: profile.email, access_token };
  await store.update((sessions) => withSession(sessions, session));
  return profile;
}
