import { VERSION } from "../shared/version.ts";
import { EXIT_CODES, toCliError } from "./terminal/cli_error.ts";
import type { Deps } from "./program.ts";
import type { Terminal } from "./terminal/terminal.ts";
import { formatEscapedJson } from "./terminal/escape_control.ts";

/** Runs the command line; what it returns is the exit code. */
export async function run(args: readonly string[], deps: Deps): Promise<number> {
  const { terminal } = deps;
  try {
    if (args.length === 1 && (args[0] === "--version" || args[0] === "-V")) {
      terminal.print(VERSION); // asked often, so the program is not loaded for it
    } else {
      const { runProgram } = await import("./program.ts");
      await runProgram(args, deps);
    }
    return EXIT_CODES.done;
  } catch (error) {
    return report(error, args, terminal);
  }
}

function report(error: unknown, args: readonly string[], terminal: Terminal): number {
  if (error instanceof Deno.errors.BrokenPipe) return EXIT_CODES.failed; // nobody reads on
  const failure = toCliError(error);
  terminal.say(
    args.includes("--json") ? formatEscapedJson(failure.details) : `circle: ${failure.message}`,
  );
  return failure.exitCode;
}
