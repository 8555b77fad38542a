import { answer } from "./answer.ts";
import { Command, examples, type Open } from "./command.ts";
import type { CommandContext, Connection } from "./context.ts";
import { logIn } from "./log_in.ts";
import { getNewPassword, type PasswordOptions } from "./passwords.ts";
import { viewProfile } from "./views.ts";
import { escapeControl } from "../terminal/escape_control.ts";

/** `circle register` */
export function declareRegister(open: Open) {
  return new Command("register")
    .description("make an account, with a family of its own, and log in")
    .option("--email <email>", "your email")
    .option("--name <name>", "your name, as the family sees it")
    .option("--invite <code>", "join the family of this invite, instead of getting one of your own")
    .option("--password-stdin", "read the password from standard input")
    .addHelpText(
      "after",
      examples(
        "circle register",
        "circle register --server https://circle.example.org --invite K7Q-F9X-WMP-34T-VHB-C2D",
        "circle register --email anna@example.org --name Anna --password-stdin < password.txt",
      ),
    )
    .action((options, command) => run(open(command), options));
}

interface Options extends PasswordOptions {
  readonly email?: string;
  readonly name?: string;
  readonly invite?: string;
}

async function run(context: CommandContext, options: Options): Promise<void> {
  const { terminal, show } = context;
  const connection = await context.connect();
  if (options.invite !== undefined) await showInvite(context, connection, options.invite);
  const email = await answer(context, options.email, { flag: "--email", question: "Email: " });
  const name = await answer(context, options.name, { flag: "--name", question: "Your name: " });
  const password = await getNewPassword(context, options);
  const profile = await connection.client.register({
    body: { email, name, password, invite: options.invite },
  });
  await logIn(context, connection, { email, password });
  terminal.say(
    `Welcome, ${escapeControl(profile.name)}. You are logged in to ${connection.identity.server}.`,
  );
  show(profile, viewProfile);
}

/** Says what the person is about to join; a code that does not hold ends it here, before any question. */
async function showInvite(
  { terminal }: CommandContext,
  { client }: Connection,
  code: string,
): Promise<void> {
  const { family, role, invited_by } = await client.previewInvite({ body: { code } });
  const inviter = invited_by === null ? "" : `, invited by ${escapeControl(invited_by)}`;
  terminal.say(`You join ${escapeControl(family)} as ${escapeControl(role)}${inviter}.`);
}
