import { CommanderError } from "@commander-js/extra-typings";
import { StartError } from "../config/start_error.ts";
import { readSqliteFailure } from "../database/sqlite_failures.ts";
import { createProgram, type RunDeps } from "./program.ts";

/** Runs the command line of the host and returns the exit code. */
export async function run(args: readonly string[], deps: RunDeps): Promise<number> {
  let exitCode = 0;
  const program = createProgram(deps, () => exitCode = 1);
  try {
    await program.parseAsync(args, { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const isDamaged = readSqliteFailure(error) === "damaged";
    if (!(error instanceof StartError) && !isDamaged) throw error;
    deps.terminal.say(isDamaged ? DAMAGED : (error as Error).message);
    return 1;
  }
}

const DAMAGED = "The database is damaged. Stop the server, keep a copy of the data folder, and " +
  'restore the last backup: see "Restoring" in docs/operations.md.';
