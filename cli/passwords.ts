import { refuseToAsk } from "./answers.ts";
import { Failure } from "./failure.ts";
import type { Invocation } from "./invocation.ts";
import { makePassphrase } from "./passphrase.ts";

/** A password typed unseen; never from a flag, where others could see it. */
export async function askPassword(invocation: Invocation, question: string): Promise<string> {
  refuseToAsk(invocation, "--password-stdin");
  return await invocation.terminal.askSecret(question);
}

/** A new password, typed twice since nobody sees it, or one that is made for the person. */
export async function askNewPassword(invocation: Invocation): Promise<string> {
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

/** The password on standard input; exactly one line end is not part of it. */
export async function readPassword({ terminal }: Invocation): Promise<string> {
  return (await terminal.readInput()).replace(/\r?\n$/, "");
}

/** Two passwords on standard input, one a line. */
export async function readTwoPasswords(invocation: Invocation): Promise<[string, string]> {
  const [first, second, ...others] = (await readPassword(invocation)).split(/\r?\n/);
  if (first !== undefined && second !== undefined && others.length === 0) return [first, second];
  throw new Failure(
    "usage",
    "Standard input must have two lines: the old password and the new one.",
  );
}
