import { ProblemError } from "../../shared/client_errors.ts";
import { CliError, toCliError } from "../terminal/cli_error.ts";
import type { CommandContext } from "./context.ts";

/** A value that a flag gives, or the person when asked. */
export interface Question {
  /** The flag as it is written, for the error off a terminal. */
  readonly flag: string;
  readonly question: string;
  /** What is wrong with an answer; `undefined` if nothing is. */
  readonly check?: (answer: string) => Promise<string | undefined> | string | undefined;
}

/** Returns the value of a flag, or asks until the answer passes the check. */
export async function ask(
  context: CommandContext,
  given: string | undefined,
  { flag, question, check }: Question,
): Promise<string> {
  if (given !== undefined) return given;
  assertCanAsk(context, flag);
  while (true) {
    const answer = (await context.terminal.ask(question)).trim();
    const fault = await check?.(answer);
    if (fault === undefined) return answer;
    context.terminal.say(fault);
  }
}

/** Throws if a question is needed and input is not possible. */
export function assertCanAsk({ options, terminal }: CommandContext, flag: string): void {
  if (!(options.input && terminal.canAsk)) {
    throw new CliError("usage", `${flag} is missing, and cannot be asked for.`);
  }
}

/** Goes on only after a yes, or with `--yes`. */
export async function confirm(
  context: CommandContext,
  question: string,
  isConfirmed: boolean | undefined,
): Promise<void> {
  const reply = await ask(context, isConfirmed ? "yes" : undefined, {
    flag: "--yes",
    question: `${question} (yes or no) `,
  });
  if (!/^y(es)?$/i.test(reply)) throw new CliError("refused", "Nothing was done.");
}

/** One field of a form: a value, and a way to ask for another if the server refuses it. */
export interface PromptField {
  readonly value: string | undefined;
  /** Asks for another value; absent if nobody can be asked. */
  readonly askAgain?: () => Promise<string>;
  /** Problem codes of the server that are about this field. */
  readonly problems?: readonly string[];
}

/**
 * Sends a form. Refused fields are asked for again and the others kept, unless a refused field was
 * never asked for.
 */
export async function sendForm<K extends string, T>(
  { terminal }: CommandContext,
  fields: Readonly<Record<K, PromptField>>,
  send: (values: Readonly<Record<K, string | undefined>>) => Promise<T>,
): Promise<T> {
  const names = Object.keys(fields) as K[];
  const values = Object.fromEntries(names.map((name) => [name, fields[name].value])) as Record<
    K,
    string | undefined
  >;
  for (let attempt = 1;; attempt++) {
    try {
      return await send(values);
    } catch (error) {
      const refused = names.filter((name) => isAbout(error, name, fields[name]));
      const isRepairable = refused.every((name) => fields[name].askAgain !== undefined);
      if (refused.length === 0 || !isRepairable || attempt === MAX_ATTEMPTS) throw error;
      terminal.say(toCliError(error).message);
      for (const name of refused) values[name] = await fields[name].askAgain!();
    }
  }
}

const MAX_ATTEMPTS = 5;

function isAbout(error: unknown, name: string, { problems = [] }: PromptField): boolean {
  if (!(error instanceof ProblemError)) return false;
  const { code, errors = [] } = error.problem;
  return problems.includes(code) || errors.some(({ field }) => field === name);
}
