import type { CommandUnknownOpts } from "./command.ts";

/**
 * What could stand in place of the last word, one candidate a line: the word, a tab, what it
 * means. For the shells' scripts that `circle completions` prints.
 */
export function complete(program: CommandUnknownOpts, words: readonly string[]): string[] {
  const typed = words.at(-1) ?? "";
  const command = findCommand(program, words.slice(0, -1));
  return [
    ...listCommands(command),
    ...listChoices(command),
    ...listOptions(program, command, typed),
  ]
    .filter(({ word }) => word.startsWith(typed))
    .map(({ word, meaning }) => `${word}\t${meaning}`);
}

interface Candidate {
  readonly word: string;
  readonly meaning: string;
}

/** The innermost command that words have named. */
function findCommand(program: CommandUnknownOpts, words: readonly string[]): CommandUnknownOpts {
  return words.reduce(
    (command, word) => command.commands.find((child) => child.name() === word) ?? command,
    program,
  );
}

function listCommands(command: CommandUnknownOpts): Candidate[] {
  return command.commands.map((child) => ({ word: child.name(), meaning: child.description() }));
}

function listChoices(command: CommandUnknownOpts): Candidate[] {
  return command.registeredArguments.flatMap(({ argChoices = [], description }) =>
    argChoices.map((word) => ({ word, meaning: description }))
  );
}

/** Options are offered once a dash is typed. */
function listOptions(
  program: CommandUnknownOpts,
  command: CommandUnknownOpts,
  typed: string,
): Candidate[] {
  if (!typed.startsWith("-")) return [];
  const options = command === program ? program.options : [...command.options, ...program.options];
  return options.map(({ long, description }) => ({ word: long ?? "", meaning: description }));
}
