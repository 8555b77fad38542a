import { Command, examples, type Open } from "../command.ts";
import type { Invocation } from "../invocation.ts";
import { getBothPasswords, type PasswordOptions } from "../passwords.ts";

/** `circle password change` */
export function declareChange(open: Open) {
  return new Command("change")
    .description("change your password: every other device is logged out")
    .option(
      "--password-stdin",
      "read standard input: the old password and, on the next line, the new one",
    )
    .addHelpText(
      "after",
      examples("circle password change", "circle password change --password-stdin < two-lines.txt"),
    )
    .action((options, command) => run(open(command), options));
}

async function run(invocation: Invocation, options: PasswordOptions): Promise<void> {
  const { client } = await invocation.connect();
  const [current_password, new_password] = await getBothPasswords(invocation, options);
  await client.changePassword({ body: { current_password, new_password } });
  invocation.terminal.say(
    "Your password is changed, and every other device is logged out. Script tokens go on: circle token list",
  );
}
