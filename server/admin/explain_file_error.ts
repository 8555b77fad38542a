import { StartError } from "../config/start_error.ts";
import { readSqliteFailure } from "../database/sqlite_failures.ts";

/** Why a folder could not be written or read, as a `StartError` if the host can fix it. */
export function explainFileError(error: unknown, folder: string): unknown {
  if (error instanceof StartError || !(error instanceof Error)) return error;
  const code = "code" in error ? String(error.code) : "";
  if (readSqliteFailure(error) === "full" || code === "ENOSPC" || code === "EDQUOT") {
    return new StartError(`There is no room in ${folder}. Nothing was left behind.`);
  }
  if (Object.hasOwn(FAULTS, error.name)) {
    return new StartError(`The folder ${folder} cannot be used: ${FAULTS[error.name]}.`);
  }
  return /^E[A-Z]+$/.test(code)
    ? new StartError(`The folder ${folder} cannot be used (${code}). Nothing was left behind.`)
    : error;
}

/** Errors of Deno by their names. */
const FAULTS: Readonly<Record<string, string>> = {
  NotFound: "there is no such folder",
  PermissionDenied: "this user may not. Run this as the user of the server",
  NotADirectory: "it is not a folder",
  AlreadyExists: "there is a file of that name",
  ReadOnlyFilesystem: "its disk is read-only",
};
