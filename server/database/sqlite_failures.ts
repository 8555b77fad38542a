import type { DatabaseFailure } from "./database.ts";

/**
 * Primary result codes (sqlite.org/rescode.html) with SQLite's messages and their meaning for us.
 */
const FAILURES: readonly [code: number, message: string, failure: DatabaseFailure][] = [
  [5, "database is locked", "contended"],
  [6, "database table is locked", "contended"],
  [8, "attempt to write a readonly database", "unavailable"],
  [10, "disk I/O error", "unavailable"],
  [11, "database disk image is malformed", "damaged"],
  [13, "database or disk is full", "full"],
  [14, "unable to open database file", "unavailable"],
  [26, "file is not a database", "damaged"],
];

/** The kind of an error of SQLite; `undefined` for another error, or a bug of ours. */
export function readSqliteFailure(error: unknown): DatabaseFailure | undefined {
  if (!(error instanceof Error) || !("code" in error) || error.code !== "ERR_SQLITE_ERROR") return;
  // Errors while opening a file carry no code of SQLite.
  const code = "errcode" in error ? Number(error.errcode) : undefined;
  if (code === 2067 || code === 1555) return "duplicate"; // UNIQUE, PRIMARY KEY
  return FAILURES.find(([known, message]) =>
    code === undefined ? error.message.startsWith(message) : code % 256 === known
  )?.[2];
}
