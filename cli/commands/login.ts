import { answer } from "./answer.ts";
import { Command, examples, type Open } from "./command.ts";
import { Failure } from "../terminal/cli_error.ts";
import { checkToken } from "../session/identity.ts";
import type { Connection, Invocation } from "./invocation.ts";
import { type Credentials, logIn } from "./log_in.ts";
import { getPassword, type PasswordOptions } from "./passwords.ts";
import { withSession } from "../session/saved_sessions.ts";
import { viewProfile } from "./views.ts";
import { visible } from "../terminal/escape_control.ts";

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

async function run(invocation: Invocation, options: Options): Promise<void> {
  if (options.withToken && options.passwordStdin) {
    throw new Failure(
      "usage",
      "--with-token and --password-stdin both read standard input: use one of them.",
    );
  }
  const { terminal, show } = invocation;
  const connection = await invocation.connect();
  const profile = options.withToken
    ? await keepToken(invocation, connection)
    : await logIn(invocation, connection, await askCredentials(invocation, options));
  terminal.say(`You are logged in to ${connection.identity.server} as ${visible(profile.name)}.`);
  if (invocation.options.json) show(profile, viewProfile);
}

async function askCredentials(invocation: Invocation, options: Options): Promise<Credentials> {
  const email = await answer(invocation, options.email, { flag: "--email", question: "Email: " });
  return { email, password: await getPassword(invocation, options) };
}

/** Keeps a script token, once the server has said whose it is. */
async function keepToken(
  { terminal, store }: Invocation,
  { identity: { server }, clientWith }: Connection,
) {
  const access_token = checkToken(await terminal.readInput(), "Standard input");
  const profile = await clientWith(access_token).getProfile({});
  const session = { server, account_id: profile.id, email: profile.email, access_token };
  await store.update((sessions) => withSession(sessions, session));
  return profile;
}
