import { Failure } from "./failure.ts";
import type { Invocation } from "./invocation.ts";

/** A fact that a flag gives, or else the person. */
export interface Question {
  readonly given: string | undefined;
  /** How the flag is written, for an error that names it. */
  readonly flag: string;
  readonly question: string;
}

/** What a flag gave, or what the person answers; an error that names the flag where nobody is there. */
export async function answer(
  { options, terminal }: Invocation,
  { given, flag, question }: Question,
): Promise<string> {
  if (given !== undefined) return given;
  refuseToAsk(options.input && terminal.canAsk, flag);
  return (await terminal.ask(question)).trim();
}

/** How a password is asked for. */
export interface PasswordQuestion {
  readonly fromInput: boolean | undefined;
  readonly question: string;
  /** Asks twice, since nobody sees what is typed. */
  readonly isNew: boolean;
}

/** A password, from standard input or typed unseen; never from a flag, where others could see it. */
export async function answerPassword(
  { options, terminal }: Invocation,
  { fromInput, question, isNew }: PasswordQuestion,
): Promise<string> {
  if (fromInput) return (await terminal.readInput()).replace(/\r?\n$/, "");
  refuseToAsk(options.input && terminal.canAsk, "--password-stdin");
  const password = await terminal.askSecret(question);
  if (isNew && await terminal.askSecret("The same again: ") !== password) {
    throw new Failure("refused", "The two passwords are not the same. Nothing was done.");
  }
  return password;
}

function refuseToAsk(canAsk: boolean, flag: string): void {
  if (!canAsk) throw new Failure("usage", `${flag} is missing, and there is nobody here to ask.`);
}
