import { VERSION } from "../shared/version.ts";
import type { RunDeps } from "./program.ts";
import { CliError, EXIT_CODES, toCliError } from "./terminal/cli_error.ts";
import { formatJson } from "./terminal/json.ts";
import type { Terminal } from "./terminal/terminal.ts";

/** Runs the command line and returns the exit code. */
export async function run(args: readonly string[], deps: RunDeps): Promise<number> {
  const { terminal } = deps;
  try {
    if (args.length === 1 && (args[0] === "--version" || args[0] === "-V")) {
      terminal.print(VERSION); // called often, so it does not load the program
    } else {
      const { runCommandLine } = await import("./program.ts");
      await runCommandLine(args, deps);
    }
    return EXIT_CODES.done;
  } catch (error) {
    return report(error, args, terminal);
  }
}

function report(error: unknown, args: readonly string[], terminal: Terminal): number {
  if (error instanceof Deno.errors.BrokenPipe) return EXIT_CODES.failed; // a closed pipe
  const cliError = toCliError(error);
  if (args.includes("--json")) terminal.sayAsIs(formatDetails(cliError));
  else terminal.say(`circle: ${cliError.message}`);
  return cliError.exitCode;
}

function formatDetails({ details, message, kind }: CliError): string {
  try {
    return formatJson(details);
  } catch {
    return formatJson(new CliError(kind, message).details);
  }
}
