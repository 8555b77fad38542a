import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import type { CommandContext } from "./context.ts";

export { Argument, Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";

/** Gives a command that was called what it works with. */
export type Open = (command: CommandUnknownOpts) => CommandContext;

/** Declares a command: what it is called, what it takes, and what it runs. */
export type Declare = (open: Open) => CommandUnknownOpts;

/** Examples for the end of a command's help. */
export function examples(...lines: string[]): string {
  return ["", "Examples:", ...lines.map((line) => `  ${line}`)].join("\n");
}

/** A command that only groups others; called alone, it shows its help and is a mistake. */
export function group(
  name: string,
  summary: string,
  commands: readonly CommandUnknownOpts[],
): Command {
  const command = new Command(name).description(summary);
  for (const child of commands) command.addCommand(child);
  return command;
}
