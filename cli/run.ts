import { CommanderError } from "@commander-js/extra-typings";
import { VERSION } from "../shared/version.ts";
import { Command, type CommandUnknownOpts, examples } from "./command.ts";
import { COMMANDS } from "./commands/mod.ts";
import { EXIT_CODES, Failure, toFailure } from "./failure.ts";
import { addGlobalOptions, type GlobalOptions } from "./global_options.ts";
import { createInvocation } from "./invocation.ts";
import { openSessionStore } from "./saved_sessions.ts";
import type { Terminal } from "./terminal.ts";
import { visibleJson } from "./visible.ts";

/** What a run of the command takes from the process it is in. */
export interface Surroundings {
  readonly terminal: Terminal;
  readonly env: (name: string) => string | undefined;
  /** The folder of the config file. */
  readonly configFolder: string;
}

/** Runs the command line; what it returns is the exit code. */
export async function run(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const { terminal } = surroundings;
  try {
    if (args.length === 1 && (args[0] === "--version" || args[0] === "-V")) {
      terminal.print(VERSION); // asked often, and needs no command to be loaded
    } else if (args[0] === "__complete") {
      const { complete } = await import("./complete.ts");
      const program = await createProgram(Object.keys(COMMANDS), surroundings);
      for (const line of complete(program, args.slice(1))) terminal.print(line);
    } else {
      const program = await createProgram(findNeeded(args), surroundings);
      await program.parseAsync(args, { from: "user" });
    }
    return EXIT_CODES.done;
  } catch (error) {
    return report(error, args, terminal);
  }
}

/** The commands to load for a command line: the one it names, or all of them for help and mistakes. */
function findNeeded(args: readonly string[]): string[] {
  const first = args.find((arg) => !arg.startsWith("-"));
  return first !== undefined && Object.hasOwn(COMMANDS, first) ? [first] : Object.keys(COMMANDS);
}

async function createProgram(
  names: readonly string[],
  surroundings: Surroundings,
): Promise<Command> {
  const { terminal } = surroundings;
  const program = new Command("circle")
    .description("Your family's private circle, from the terminal.")
    .version(VERSION, "-V, --version", "print the version")
    .helpOption("-h, --help", "show this help")
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => terminal.print(text.trimEnd()),
      writeErr: (text) => terminal.say(text.trimEnd()),
      outputError: () => {}, // it is thrown, and reported once
    })
    .showSuggestionAfterError()
    .exitOverride()
    .addHelpText(
      "after",
      examples("circle register", "circle login", "circle family members --json"),
    );
  addGlobalOptions(program as Command);
  for (const name of names) {
    const declare = await COMMANDS[name]!();
    program.addCommand(
      inheritSettings(declare((command) => openInvocation(command, surroundings)), program),
    );
  }
  return program as Command;
}

/** A command that was made apart takes over how its parent shows help and errors. */
function inheritSettings(
  command: CommandUnknownOpts,
  parent: CommandUnknownOpts,
): CommandUnknownOpts {
  command.copyInheritedSettings(parent);
  for (const child of command.commands) inheritSettings(child, command);
  return command;
}

function openInvocation(
  command: CommandUnknownOpts,
  { terminal, env, configFolder }: Surroundings,
) {
  const options = command.optsWithGlobals() as unknown as GlobalOptions; // as `addGlobalOptions` declares them
  const ownTerminal: Terminal = {
    ...terminal,
    output: { ...terminal.output, hasColor: terminal.output.hasColor && options.color },
    say: (text) => options.quiet || terminal.say(text),
  };
  const store = openSessionStore(configFolder, terminal.say);
  return createInvocation({ options, terminal: ownTerminal, env, store });
}

function report(error: unknown, args: readonly string[], terminal: Terminal): number {
  if (error instanceof CommanderError && error.exitCode === 0) return EXIT_CODES.done; // help, version
  const failure = error instanceof CommanderError ? toUsageFailure(error) : toFailure(error);
  terminal.say(
    args.includes("--json") ? visibleJson(failure.details) : `circle: ${failure.message}`,
  );
  return failure.exitCode;
}

function toUsageFailure(error: CommanderError): Failure {
  const message = error.message.replace(/^error: /, "").replace(
    /^\(outputHelp\)$/,
    "Say which command.",
  );
  return new Failure("usage", message);
}
