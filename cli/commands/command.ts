import {
  Command,
  type CommandUnknownOpts,
  InvalidArgumentError,
  Option,
} from "@commander-js/extra-typings";
import type { CommandContext } from "./context.ts";

export {
  Argument,
  Command,
  type CommandUnknownOpts,
  InvalidArgumentError,
  Option,
} from "@commander-js/extra-typings";

/** Opens the context of a command that was called. */
export type OpenContext = (command: CommandUnknownOpts) => CommandContext;

/** Declares a command: its name, its arguments and options, and what it runs. */
export type DeclareCommand = (open: OpenContext) => CommandUnknownOpts;

/** Formats examples for the end of a command's help. */
export function examples(...lines: string[]): string {
  return ["", "Examples:", ...lines.map((line) => `  ${line}`)].join("\n");
}

/** Creates a command that only groups others; called alone, it shows its help and fails. */
export function group(
  name: string,
  summary: string,
  commands: readonly CommandUnknownOpts[],
): Command {
  const command = new Command(name).description(summary);
  for (const child of commands) command.addCommand(child);
  return command;
}

/** `--yes` of a command that asks nothing, for scripts that pass it to all of their commands. */
export function yesToNothing() {
  return new Option("--yes", "nothing is asked, with it or without").hideHelp();
}

/** Days in the units that a duration may have. */
const DAYS: Readonly<Record<string, number>> = { d: 1, w: 7 };

/** Parses an option such as `7d`, `2w` or `7` into days. */
export function parseDays(text: string): number {
  const [, count, unit = "d"] = /^([1-9]\d{0,3})([dw])?$/.exec(text) ?? [];
  if (count !== undefined) return Number(count) * DAYS[unit]!;
  throw new InvalidArgumentError("It must be a number of days or weeks, such as 7d or 2w.");
}

/** Parses an option that is a whole number, 1 or more. */
export function parseCount(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It must be a whole number, 1 or more.");
}
