import { NewPassword } from "../../shared/contract/fields.ts";
import { makePassphrase } from "../../shared/passphrase.ts";
import { CliError } from "../terminal/cli_error.ts";
import { assertCanAsk, type PromptField } from "./ask.ts";
import type { CommandContext } from "./context.ts";

const { minLength: MIN_LENGTH } = NewPassword;

/** Source of a password: never a flag, since other users of the machine can see flags. */
export interface PasswordOptions {
  /** From standard input instead of a hidden prompt. */
  readonly passwordStdin?: true;
}

/** Gets the password of an account, as a field that is asked for again when it is wrong. */
export async function getPassword(
  context: CommandContext,
  { passwordStdin }: PasswordOptions,
  question = "Password: ",
): Promise<PromptField> {
  if (passwordStdin) return { value: await readPassword(context) };
  const askAgain = () => askPassword(context, question);
  return {
    value: await askAgain(),
    askAgain,
    problems: ["wrong_password", "wrong_credentials"],
  };
}

/** Gets a new password, as a field that is asked for again when it is refused. */
export async function getNewPassword(
  context: CommandContext,
  { passwordStdin }: PasswordOptions,
): Promise<PromptField> {
  if (passwordStdin) return { value: await readPassword(context) };
  const askAgain = () => askNewPassword(context);
  return { value: await askAgain(), askAgain };
}

/** Gets the password of an account and a new one. */
export async function getBothPasswords(
  context: CommandContext,
  options: PasswordOptions,
): Promise<{ current_password: PromptField; new_password: PromptField }> {
  if (!options.passwordStdin) {
    return {
      current_password: await getPassword(context, options, "Old password: "),
      new_password: await getNewPassword(context, options),
    };
  }
  const [old, wanted, ...others] = (await readPassword(context)).split(/\r?\n/);
  if (old === undefined || wanted === undefined || others.length > 0) {
    throw new CliError(
      "usage",
      "Standard input must have two lines: the old password and the new one.",
    );
  }
  return { current_password: { value: old }, new_password: { value: wanted } };
}

/** Reads standard input and removes exactly one line ending. */
async function readPassword({ terminal }: CommandContext): Promise<string> {
  return (await terminal.readInput()).replace(/\r?\n$/, "");
}

async function askPassword(context: CommandContext, question: string): Promise<string> {
  assertCanAsk(context, "--password-stdin");
  return await context.terminal.askSecret(question);
}

/** Asks for a password twice, since it is hidden, or makes one. */
async function askNewPassword(context: CommandContext): Promise<string> {
  const { terminal } = context;
  while (true) {
    const typed = await askPassword(
      context,
      `New password (${MIN_LENGTH} characters or more; just Enter makes one for you): `,
    );
    if (typed === "") return await offerPassphrase(context);
    if ([...typed.normalize("NFC")].length < MIN_LENGTH) {
      terminal.say(`A password has ${MIN_LENGTH} characters or more. Try again.`);
    } else if (await terminal.askSecret("The same again: ") === typed) {
      return typed;
    } else terminal.say("The two passwords are not the same. Try again.");
  }
}

/** Shows a passphrase until it is retyped correctly. */
async function offerPassphrase({ terminal }: CommandContext): Promise<string> {
  const passphrase = await drawPassphrase();
  const show = () => terminal.say(`\n  ${passphrase}\n`);
  show();
  terminal.say("This is your password. Write it down, or save it in your password manager.");
  while (await terminal.askSecret("Type it here: ") !== passphrase) {
    terminal.say("That is not the same. The password is still:");
    show();
  }
  return passphrase;
}

/** A passphrase of words of the EFF's long list, which is made to be typed and remembered. */
async function drawPassphrase(): Promise<string> {
  const { dictionary } = await import("@zxcvbn-ts/language-common"); // large, and rarely needed
  return makePassphrase(
    dictionary["diceware-common"],
    (count) => crypto.getRandomValues(new Uint8Array(count)),
  );
}
