import {
  OtherVersionError,
  ProblemError,
  UnexpectedResponseError,
} from "../../shared/client_errors.ts";
import type { ProblemDetails } from "../../shared/problem_details.ts";
import { VERSION } from "../../shared/version.ts";
import { escapeControl } from "./escape_control.ts";

/** How the command can end, with its exit code. */
export const EXIT_CODES = {
  done: 0,
  failed: 1,
  usage: 2,
  unreachable: 3,
  signed_out: 4,
  forbidden: 5,
  not_found: 6,
  refused: 7,
  too_many_requests: 8,
  interrupted: 130,
} as const;

/** Why the command failed; decides the exit code. */
type CliErrorKind = Exclude<keyof typeof EXIT_CODES, "done">;

/** The command cannot go on; the message is for the person at the terminal. */
export class CliError extends Error {
  constructor(readonly kind: CliErrorKind, message: string, readonly problem?: ProblemDetails) {
    super(message);
    this.name = "CliError";
  }

  get exitCode(): number {
    return EXIT_CODES[this.kind];
  }

  /** What `--json` prints: the server's problem unchanged, or one of our own (RFC 9457). */
  get details(): object {
    return this.problem ?? {
      type: `urn:circle:problem:${this.kind}`,
      title: "The command failed",
      detail: this.message,
      code: this.kind,
    };
  }
}

/** Converts any error into one with an exit code and a message for the person. */
export function toCliError(error: unknown): CliError {
  if (error instanceof CliError) return error;
  if (error instanceof ProblemError) {
    return new CliError(
      kindOf(error.problem.status),
      describeProblem(error.problem),
      error.problem,
    );
  }
  if (error instanceof UnexpectedResponseError) {
    return new CliError("failed", `${error.message} Check --server.`);
  }
  if (error instanceof OtherVersionError) {
    return new CliError("failed", describeOtherVersion(error));
  }
  const reason = error instanceof Error ? error.message : String(error);
  if (reason.startsWith("Failed caching npm package")) { // Deno found it missing, and tried
    const [, cause = ""] = /^ *0: (.*)$/m.exec(reason) ?? [];
    return new CliError(
      "failed",
      "The packages that circle needs are not on this machine, and could not be downloaded. " +
        `Try again once it is online. ${escapeControl(cause)}`.trimEnd(),
    );
  }
  return new CliError("failed", `This is a bug in circle, please report it: ${reason}`);
}

/** Two checkouts may be of different days, and call themselves by the same version. */
function describeOtherVersion({ serverVersion, hasWritten }: OtherVersionError): string {
  const outcome = hasWritten ? "has done what you asked for, but " : "";
  const advice = hasWritten ? "Look before you repeat it, and update" : "Update";
  return `The server ${outcome}answered in a form that this circle does not know: one of the two is ` +
    `older (the server is ${
      escapeControl(serverVersion)
    }, this circle ${VERSION}). ${advice} the older one.`;
}

function kindOf(status: number): CliErrorKind {
  switch (status) {
    case 401:
      return "signed_out";
    case 403:
      return "forbidden";
    case 404:
      return "not_found";
    case 429:
      return "too_many_requests";
    default:
      return status < 500 ? "refused" : "failed";
  }
}

/** The reasons for refused fields; without any, the sentence of the problem itself. */
function describeProblem({ detail, errors = [] }: ProblemDetails): string {
  const lines = errors.map(({ field, message }) => field === "" ? message : `${field}: ${message}`);
  return (lines.length > 0 ? lines : [detail]).map(escapeControl).join("\n");
}
