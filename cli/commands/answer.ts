import { CliError } from "../terminal/cli_error.ts";
import type { CommandContext } from "./context.ts";

/** A fact that the person is asked for where no flag gives it. */
export interface Question {
  /** How the flag is written, for an error that names it. */
  readonly flag: string;
  readonly question: string;
}

/** What a flag gave, or what the person answers; an error that names the flag where nobody is there. */
export async function answer(
  context: CommandContext,
  given: string | undefined,
  { flag, question }: Question,
): Promise<string> {
  if (given !== undefined) return given;
  refuseToAsk(context, flag);
  return (await context.terminal.ask(question)).trim();
}

/** Refuses where an answer would have to be asked for and nobody is there. */
export function refuseToAsk({ options, terminal }: CommandContext, flag: string): void {
  if (!(options.input && terminal.canAsk)) {
    throw new CliError("usage", `${flag} is missing, and there is nobody here to ask.`);
  }
}
