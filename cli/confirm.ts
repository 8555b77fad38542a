import { answer } from "./answers.ts";
import { Failure } from "./failure.ts";
import type { Invocation } from "./invocation.ts";

/** Goes on only where the person says yes, or has said `--yes`. */
export async function confirm(
  invocation: Invocation,
  question: string,
  isSure: boolean | undefined,
): Promise<void> {
  const given = isSure ? "yes" : undefined;
  const reply = await answer(invocation, {
    given,
    flag: "--yes",
    question: `${question} (yes or no) `,
  });
  if (!/^y(es)?$/i.test(reply)) throw new Failure("refused", "Nothing was done.");
}
