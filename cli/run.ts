import type { Environment } from "../shared/environment.ts";
import { VERSION } from "../shared/version.ts";
import { EXIT_CODES, toFailure } from "./failure.ts";
import type { Terminal } from "./terminal.ts";
import { visibleJson } from "./visible.ts";

/** What a run of the command takes from the process it is in. */
export interface Surroundings {
  readonly terminal: Terminal;
  readonly env: Environment;
  readonly os: typeof Deno.build.os;
}

/** Runs the command line; what it returns is the exit code. */
export async function run(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const { terminal } = surroundings;
  try {
    if (args.length === 1 && (args[0] === "--version" || args[0] === "-V")) {
      terminal.print(VERSION); // asked often, so the program is not loaded for it
    } else {
      const { runProgram } = await import("./program.ts");
      await runProgram(args, surroundings);
    }
    return EXIT_CODES.done;
  } catch (error) {
    return report(error, args, terminal);
  }
}

function report(error: unknown, args: readonly string[], terminal: Terminal): number {
  if (error instanceof Deno.errors.BrokenPipe) return EXIT_CODES.failed; // nobody reads on
  const failure = toFailure(error);
  terminal.say(
    args.includes("--json") ? visibleJson(failure.details) : `circle: ${failure.message}`,
  );
  return failure.exitCode;
}
