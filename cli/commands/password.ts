import { answer } from "./answer.ts";
import { Command, examples, group, type Open } from "./command.ts";
import type { CommandContext } from "./context.ts";
import { getBothPasswords, getNewPassword, type PasswordOptions } from "./passwords.ts";

/** `circle password` */
export function declarePassword(open: Open) {
  return group("password", "your password", [declareChange(open), declareReset(open)]);
}

function declareChange(open: Open) {
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
    .action((options, command) => changePassword(open(command), options));
}

async function changePassword(context: CommandContext, options: PasswordOptions): Promise<void> {
  const { client } = await context.connect();
  const [current_password, new_password] = await getBothPasswords(context, options);
  await client.changePassword({ body: { current_password, new_password } });
  context.terminal.say(
    "Your password is changed, and every other device is logged out. Script tokens go on: circle token list",
  );
}

function declareReset(open: Open) {
  return new Command("reset")
    .description("set a new password by a reset code that an owner of your family made for you")
    .option("--code <code>", "the code: case, spaces and dashes do not matter")
    .option("--password-stdin", "read the new password from standard input")
    .addHelpText(
      "after",
      examples("circle password reset", "circle password reset --code 7TB-2MC-XQ4-HHE-P9W-K5R"),
    )
    .action((options, command) => resetPassword(open(command), options));
}

interface ResetPasswordOptions extends PasswordOptions {
  readonly code?: string;
}

async function resetPassword(
  context: CommandContext,
  options: ResetPasswordOptions,
): Promise<void> {
  const { client } = await context.connect();
  const code = await answer(context, options.code, { flag: "--code", question: "Reset code: " });
  const new_password = await getNewPassword(context, options);
  await client.resetPassword({ body: { code, new_password } });
  context.terminal.say(
    "Your password is set, and every device is logged out. Log in: circle login",
  );
}
