import { Command, examples, type Open } from "../command.ts";
import { confirm } from "../confirm.ts";
import type { Invocation } from "../invocation.ts";
import { getPassword, type PasswordOptions } from "../passwords.ts";
import { withoutSession } from "../../session/saved_sessions.ts";
import { visible } from "../../terminal/escape_control.ts";

/** `circle profile delete` */
export function declareDelete(open: Open) {
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
    .action((options, command) => run(open(command), options));
}

interface Options extends PasswordOptions {
  readonly yes?: true;
}

async function run(invocation: Invocation, options: Options): Promise<void> {
  const { identity: { server, session }, client } = await invocation.connect();
  const { name, email } = await client.getProfile({});
  await confirm(
    invocation,
    `Delete the account of ${visible(name)} <${visible(email)}> at ${server} for good?`,
    options.yes,
  );
  const password = await getPassword(invocation, options);
  await client.deleteProfile({ body: { password } });
  if (session) await invocation.store.update((sessions) => withoutSession(sessions, session));
  invocation.terminal.say("Your account is deleted.");
}
