import { refuseToAsk } from "./answer.ts";
import { CliError } from "../terminal/cli_error.ts";
import type { CommandContext } from "./context.ts";
import { makePassphrase } from "./passphrase.ts";

/** Where a password comes from: never from a flag, where others could see it. */
export interface PasswordOptions {
  /** From standard input, instead of a person who types it unseen. */
  readonly passwordStdin?: true;
}

/** The password that an account has. */
export async function getPassword(
  context: CommandContext,
  { passwordStdin }: PasswordOptions,
): Promise<string> {
  return passwordStdin ? await readPassword(context) : await askPassword(context, "Password: ");
}

/** A new password. */
export async function getNewPassword(
  context: CommandContext,
  { passwordStdin }: PasswordOptions,
): Promise<string> {
  return passwordStdin ? await readPassword(context) : await askNewPassword(context);
}

/** The password that an account has, and a new one. */
export async function getBothPasswords(
  context: CommandContext,
  { passwordStdin }: PasswordOptions,
): Promise<[old: string, wanted: string]> {
  if (!passwordStdin) {
    return [await askPassword(context, "Old password: "), await askNewPassword(context)];
  }
  const [old, wanted, ...others] = (await readPassword(context)).split(/\r?\n/);
  if (old !== undefined && wanted !== undefined && others.length === 0) return [old, wanted];
  throw new CliError(
    "usage",
    "Standard input must have two lines: the old password and the new one.",
  );
}

/** What is on standard input; exactly one line end is not part of it. */
async function readPassword({ terminal }: CommandContext): Promise<string> {
  return (await terminal.readInput()).replace(/\r?\n$/, "");
}

async function askPassword(context: CommandContext, question: string): Promise<string> {
  refuseToAsk(context, "--password-stdin");
  return await context.terminal.askSecret(question);
}

/** A password typed twice since nobody sees it, or one that is made for the person. */
async function askNewPassword(context: CommandContext): Promise<string> {
  const question = "New password (15 characters or more; just Enter makes one for you): ";
  const typed = await askPassword(context, question);
  const password = typed === "" ? await offerPassphrase(context) : typed;
  if (await context.terminal.askSecret("The same again: ") !== password) {
    throw new CliError("refused", "The two passwords are not the same. Nothing was done.");
  }
  return password;
}

async function offerPassphrase({ terminal }: CommandContext): Promise<string> {
  const passphrase = await makePassphrase();
  terminal.say(
    `\n  ${passphrase}\n\nThis is your password. Write it down, or let your password manager keep it.`,
  );
  return passphrase;
}
