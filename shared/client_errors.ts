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
  /** `isSuccess`: whether it is JSON of success, as another version of CircleShare may send it. */
  constructor(readonly status: number, readonly isSuccess: boolean = false) {
    super(`The server gave an answer that is not CircleShare's (status ${status}).`);
    this.name = "UnexpectedResponseError";
  }
}

/** A server of CircleShare of another version has done a call, and answered as this one does not. */
export class OtherVersionError extends Error {
  /** `hasWritten`: whether the call was one that changes something. */
  constructor(readonly serverVersion: string, readonly hasWritten: boolean) {
    super("The server answered in the form of another version.");
    this.name = "OtherVersionError";
  }
}
