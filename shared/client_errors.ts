import type { ProblemDetails } from "./problem_details.ts";

/** The server refused a call; `problem` says why. */
export class ProblemError extends Error {
  /** `retryAfter`: seconds to wait before another try, where the server names them. */
  constructor(readonly problem: ProblemDetails, readonly retryAfter?: number) {
    super(problem.detail);
    this.name = "ProblemError";
  }
}

/** The answer is not from CircleShare, but from a proxy or another server. */
export class UnexpectedResponseError extends Error {
  constructor(readonly status: number) {
    super(`The server gave an answer that is not CircleShare's (status ${status}).`);
    this.name = "UnexpectedResponseError";
  }
}
