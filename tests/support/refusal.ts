import assert from "node:assert/strict";
import { ProblemError } from "../../shared/client_errors.ts";
import type { ProblemDetails } from "../../shared/problem_details.ts";
import type { ProblemCode } from "../../shared/problems.ts";

/** Asserts that a call is refused, and for which reason; returns what the server said. */
export async function assertRefused(
  call: Promise<unknown>,
  code: ProblemCode,
): Promise<ProblemDetails> {
  const outcome = await findRefusal(call);
  assert.equal(outcome?.code ?? "allowed", code);
  return outcome!;
}

/** What a call is refused with, or `undefined` where it is allowed. */
export async function findRefusal(call: Promise<unknown>): Promise<ProblemDetails | undefined> {
  try {
    await call;
    return undefined;
  } catch (error) {
    if (error instanceof ProblemError) return error.problem;
    throw error;
  }
}
