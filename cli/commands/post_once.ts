import { OtherVersionError } from "../../shared/client_errors.ts";
import { CliError, toCliError } from "../terminal/cli_error.ts";
import { InvalidArgumentError } from "./command.ts";
import { UUID } from "./resolve_post.ts";

/** Parses the id that makes a post at most once. */
export function parseOnce(text: string): string {
  if (UUID.test(text)) return text.toLowerCase();
  throw new InvalidArgumentError(
    "It must be a UUID, such as 019aa5c3-2f6e-7cc4-9d5e-1b7f0a6f4c21.",
  );
}

/** Where a post may be made although it was not answered well, says how to send it again safely. */
export function explainRepeat(error: unknown, once: string): CliError {
  const { kind, message, problem } = toCliError(error);
  const isUnclear = problem
    ? ["internal_error", "database_unavailable"].includes(problem.code)
    : kind === "unreachable" || kind === "failed";
  if (!isUnclear) return new CliError(kind, message, problem);
  const doubt = error instanceof OtherVersionError ? "" : "Perhaps it is posted. ";
  const hint = `${doubt}Sent again with --once ${once} it is there once, not twice.`;
  return new CliError(kind, `${message}\n${hint}`, problem);
}
