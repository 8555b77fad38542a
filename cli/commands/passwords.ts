import { refuseToAsk } from "./answer.ts";
import { Failure } from "../terminal/cli_error.ts";
import type { Invocation } from "./invocation.ts";
import { makePassphrase } from "./passphrase.ts";

/** Where a password comes from: never from a flag, where others could see it. */
export interface PasswordOptions {
  /** From standard input, instead of a person who types it unseen. */
  readonly passwordStdin?: true;
}

/** The password that an account has. */
export async function getPassword(
  invocation: Invocation,
  { passwordStdin }: PasswordOptions,
): Promise<string> {
  return passwordStdin
    ? await readPassword(invocation)
    : await askPassword(invocation, "Password: ");
}

/** A new password. */
export async function getNewPassword(
  invocation: Invocation,
  { passwordStdin }: PasswordOptions,
): Promise<string> {
  return passwordStdin ? await readPassword(invocation) : await askNewPassword(invocation);
}

/** The password that an account has, and a new one. */
export async function getBothPasswords(
  invocation: Invocation,
  { passwordStdin }: PasswordOptions,
): Promise<[old: string, wanted: string]> {
  if (!passwordStdin) {
    return [await askPassword(invocation, "Old password: "), await askNewPassword(invocation)];
  }
  const [old, wanted, ...others] = (await readPassword(invocation)).split(/\r?\n/);
  if (old !== undefined && wanted !== undefined && others.length === 0) return [old, wanted];
  throw new Failure(
    "usage",
    "Standard input must have two lines: the old password and the new one.",
  );
}

/** What is on standard input; exactly one line end is not part of it. */
async function readPassword({ terminal }: Invocation): Promise<string> {
  return (await terminal.readInput()).replace(/\r?\n$/, "");
}

async function askPassword(invocation: Invocation, question: string): Promise<string> {
  refuseToAsk(invocation, "--password-stdin");
  return await invocation.terminal.askSecret(question);
}

/** A password typed twice since nobody sees it, or one that is made for the person. */
async function askNewPassword(invocation: Invocation): Promise<string> {
  const question = "New password (15 characters or more; just Enter makes one for you): ";
  const typed = await askPassword(invocation, question);
  const password = typed === "" ? await offerPassphrase(invocation) : typed;
  if (await invocation.terminal.askSecret("The same again: ") !== password) {
    throw new Failure("refused", "The two passwords are not the same. Nothing was done.");
  }
  return password;
}

async function offerPassphrase({ terminal }: Invocation): Promise<string> {
  const passphrase = await makePassphrase();
  terminal.say(
    `\n  ${passphrase}\n\nThis is your password. Write it down, or let your password manager keep it.`,
  );
  return passphrase;
}
