import { answer } from "../answer.ts";
import { Command, examples, type Open } from "../command.ts";
import type { Invocation } from "../invocation.ts";
import { getNewPassword, type PasswordOptions } from "../passwords.ts";

/** `circle password reset` */
export function declareReset(open: Open) {
  return new Command("reset")
    .description("set a new password by a reset code that an owner of your family made for you")
    .option("--code <code>", "the code: case, spaces and dashes do not matter")
    .option("--password-stdin", "read the new password from standard input")
    .addHelpText(
      "after",
      examples("circle password reset", "circle password reset --code 7TB-2MC-XQ4-HHE-P9W-K5R"),
    )
    .action((options, command) => run(open(command), options));
}

interface Options extends PasswordOptions {
  readonly code?: string;
}

async function run(invocation: Invocation, options: Options): Promise<void> {
  const { client } = await invocation.connect();
  const code = await answer(invocation, options.code, { flag: "--code", question: "Reset code: " });
  const new_password = await getNewPassword(invocation, options);
  await client.resetPassword({ body: { code, new_password } });
  invocation.terminal.say(
    "Your password is set, and every device is logged out. Log in: circle login",
  );
}
