import type { CommanderError } from "@commander-js/extra-typings";
import { CliError } from "../terminal/cli_error.ts";
import type { CommandUnknownOpts } from "./command.ts";
import { listHelp, suggestHelp } from "./suggest_help.ts";

/** Makes a command throw its usage errors; one for help, or the version, stays as it is. */
export function throwUsageErrors<C extends CommandUnknownOpts>(command: C): C {
  return command.exitOverride((error) => {
    throw error.exitCode === 0 ? error : toUsageError(error, command);
  });
}

/** Rewords commander's usage errors, and says where the command is explained. */
function toUsageError(error: CommanderError, command: CommandUnknownOpts): CliError {
  if (error.code === "commander.help") return new CliError("usage", "Say which command."); // shown
  const unknown = findUnknownCommand(error, command);
  if (unknown !== undefined) {
    return new CliError("usage", `${unknown}\nSee: ${nameHelp(command.parent!)}`);
  }
  const message = error.message
    .replace(/^error: /, "")
    .replace(/^(unknown option '(?:--[^=']*|-.)).*'/s, "$1'") // its value may be a password
    .replace(/^option '(--[\w-]+).*?' argument ('.*') is invalid\./s, "$1 cannot be $2.")
    .replace(
      /^command-argument value ('.*') is invalid for argument '(.*)'\./s,
      "<$2> cannot be $1.",
    );
  const isTooMuch = error.code === "commander.excessArguments";
  const advice = isTooMuch && command.registeredArguments.length > 0
    ? "\nWords that belong together need quotes around them."
    : "";
  return new CliError("usage", `${message}${advice}\nSee: ${nameHelp(command)}`);
}

/** What was typed as a command, and taken for an argument of the one that is called without a name. */
function findUnknownCommand(
  { code }: CommanderError,
  command: CommandUnknownOpts,
): string | undefined {
  const { parent, args: [typed] } = command;
  const isCalled = !parent?.parent || typed === undefined || parent.args.includes(command.name());
  if (code !== "commander.excessArguments" || isCalled) return undefined;
  const { isNamed, names } = suggestHelp(listHelp(parent), typed);
  const question = isNamed ? `\n(Did you mean ${names.join(", or ")}?)` : "";
  return `unknown command '${typed}'${question}`;
}

function nameHelp(command: CommandUnknownOpts): string {
  const words = [];
  for (let at: CommandUnknownOpts | null = command; at.parent; at = at.parent) {
    words.unshift(at.name());
  }
  return ["circle help", ...words].join(" ");
}
