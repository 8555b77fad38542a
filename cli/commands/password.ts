import { ask, sendForm } from "./ask.ts";
import { Command, examples, group, type OpenContext } from "./command.ts";
import type { CommandContext } from "./context.ts";
import { describePasskeysPage } from "./views.ts";
import { getBothPasswords, getNewPassword, type PasswordOptions } from "./ask_password.ts";

/** `circle password` */
export function declarePassword(open: OpenContext) {
  return group("password", "your password", [
    declareChange(open),
    declareKeep(open),
    declareReset(open),
  ]);
}

function declareChange(open: OpenContext) {
  return new Command("change")
    .description("change your password: every other device is logged out, script tokens end")
    .option(
      "--password-stdin",
      "read standard input: the old password and, on the next line, the new one",
    )
    .option("--keep-tokens", "keep the script tokens")
    .addHelpText(
      "after",
      examples("circle password change", "circle password change --password-stdin < two-lines.txt"),
    )
    .action((options, command) => changePassword(open(command), options));
}

interface ChangePasswordOptions extends PasswordOptions {
  readonly keepTokens?: true;
}

async function changePassword(
  context: CommandContext,
  options: ChangePasswordOptions,
): Promise<void> {
  const { client, identity } = await context.connect();
  const form = await getBothPasswords(context, options);
  await sendForm(context, form, ({ current_password, new_password }) =>
    client.changePassword({
      body: {
        current_password: current_password!,
        new_password: new_password!,
        keep_tokens: options.keepTokens,
      },
    }));
  const tokens = options.keepTokens ? "Script tokens stay valid" : "Your script tokens have ended";
  context.terminal.say(
    `Your password is changed, and every other device is logged out. ${tokens}: circle token list`,
  );
  const { length } = await client.listPasskeys({});
  if (length === 0) return;
  context.terminal.say(
    `${length === 1 ? "A passkey still signs" : `${length} passkeys still sign`} in to your ` +
      `account. Remove what is not yours: ${describePasskeysPage(identity.server)}`,
  );
}

function declareKeep(open: OpenContext) {
  return new Command("keep")
    .description("cancel the reset codes that other owners made for your password")
    .addHelpText("after", examples("circle password keep"))
    .action((_options, command) => keepPassword(open(command)));
}

async function keepPassword({ connect, terminal }: CommandContext): Promise<void> {
  const { client } = await connect();
  await client.keepPassword({});
  terminal.say("Your password is kept. Its reset codes are cancelled.");
}

function declareReset(open: OpenContext) {
  return new Command("reset")
    .description("set a new password with a reset code that an owner of your family made for you")
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
  const askAgain = () => ask(context, undefined, { flag: "--code", question: "Reset code: " });
  const problems = ["not_found", "reset_expired"];
  const form = {
    code: options.code === undefined
      ? { value: await askAgain(), askAgain, problems }
      : { value: options.code, problems },
    new_password: await getNewPassword(context, options),
  };
  await sendForm(
    context,
    form,
    ({ code, new_password }) =>
      client.resetPassword({ body: { code: code!, new_password: new_password! } }),
  );
  context.terminal.say(
    "Your password is set, and every device is logged out. Log in: circle login",
  );
}
