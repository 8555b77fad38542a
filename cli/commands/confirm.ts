import { answer } from "./answer.ts";
import { Failure } from "../terminal/cli_error.ts";
import type { Invocation } from "./invocation.ts";

/** Goes on only where the person says yes, or has said `--yes`. */
export async function confirm(
  invocation: Invocation,
  question: string,
  isSure: boolean | undefined,
): Promise<void> {
  const reply = await answer(invocation, isSure ? "yes" : undefined, {
    flag: "--yes",
    question: `${question} (yes or no) `,
  });
  if (!/^y(es)?$/i.test(reply)) throw new Failure("refused", "Nothing was done.");
}
