import { answer, answerPassword } from "../answers.ts";
import { Command, examples, type Open } from "../command.ts";
import type { Invocation } from "../invocation.ts";
import { logIn } from "../log_in.ts";
import { viewProfile } from "../profile_text.ts";
import { visible } from "../visible.ts";

/** `circle register` */
export function declareRegister(open: Open) {
  return new Command("register")
    .description("make an account, with a family of its own, and log in")
    .option("--email <email>", "your email")
    .option("--name <name>", "your name, as the family sees it")
    .option("--password-stdin", "read the password from standard input")
    .addHelpText(
      "after",
      examples(
        "circle register",
        "circle register --server https://circle.example.org",
        "circle register --email anna@example.org --name Anna --password-stdin < password.txt",
      ),
    )
    .action((options, command) => run(open(command), options));
}

interface Options {
  readonly email?: string;
  readonly name?: string;
  readonly passwordStdin?: true;
}

async function run(invocation: Invocation, options: Options): Promise<void> {
  const { terminal, show } = invocation;
  const connection = await invocation.connect();
  const email = await answer(invocation, {
    given: options.email,
    flag: "--email",
    question: "Email: ",
  });
  const name = await answer(invocation, {
    given: options.name,
    flag: "--name",
    question: "Your name: ",
  });
  const password = await answerPassword(invocation, {
    fromInput: options.passwordStdin,
    question: "Password (15 characters or more): ",
    isNew: true,
  });
  const profile = await connection.client.register({ body: { email, name, password } });
  await logIn(invocation, connection, { email, password });
  terminal.say(
    `Welcome, ${visible(profile.name)}. You are logged in to ${connection.identity.server}.`,
  );
  show(profile, viewProfile);
}
