import { answer } from "./answer.ts";
import { CliError } from "../terminal/cli_error.ts";
import type { CommandContext } from "./context.ts";

/** Goes on only where the person says yes, or has said `--yes`. */
export async function confirm(
  context: CommandContext,
  question: string,
  isSure: boolean | undefined,
): Promise<void> {
  const reply = await answer(context, isSure ? "yes" : undefined, {
    flag: "--yes",
    question: `${question} (yes or no) `,
  });
  if (!/^y(es)?$/i.test(reply)) throw new CliError("refused", "Nothing was done.");
}
