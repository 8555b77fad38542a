import type { CommandUnknownOpts } from "./command.ts";

/**
 * What could stand in place of the last word, one candidate a line: the word, a tab, what it
 * means. For the shells' scripts that `circle completions` prints.
 */
export function complete(program: CommandUnknownOpts, words: readonly string[]): string[] {
  const typed = words.at(-1) ?? "";
  const before = words.slice(0, -1);
  const command = findCommand(program, before);
  const valued = findValued(command, before.at(-1));
  const candidates = valued ? listChoices([valued]) : listWords(command, typed);
  return candidates
    .filter(({ word }) => word?.startsWith(typed))
    .map(({ word, meaning }) => `${word}\t${meaning}`);
}

interface Candidate {
  readonly word: string | undefined;
  readonly meaning: string;
}

/** Options where one is begun, else commands and what arguments may be. */
function listWords(command: CommandUnknownOpts, typed: string): Candidate[] {
  if (!typed.startsWith("-")) {
    return [...listCommands(command), ...listChoices(command.registeredArguments)];
  }
  return listOptions(command).map(({ long, description }) => ({
    word: long,
    meaning: description,
  }));
}

/** The innermost command that words have named. */
function findCommand(program: CommandUnknownOpts, words: readonly string[]): CommandUnknownOpts {
  return words.reduce((command, word, at) => {
    if (findValued(command, words[at - 1])) return command;
    return command.commands.find((child) => child.name() === word) ?? command;
  }, program);
}

/** The option that a word is, where its value has to follow. */
function findValued(command: CommandUnknownOpts, word: string | undefined) {
  return listOptions(command).find(({ long, required }) => required && long === word);
}

/** The options of a command, its own and those that every command understands. */
function listOptions(command: CommandUnknownOpts) {
  const help = command.createHelp();
  return [...help.visibleOptions(command), ...help.visibleGlobalOptions(command)];
}

function listCommands(command: CommandUnknownOpts): Candidate[] {
  return command.commands.map((child) => ({ word: child.name(), meaning: child.description() }));
}

/** What an argument or an option may be. */
interface Chosen {
  readonly argChoices?: readonly string[];
  readonly description: string;
}

function listChoices(chosen: readonly Chosen[]): Candidate[] {
  return chosen.flatMap(({ argChoices = [], description }) =>
    argChoices.map((word) => ({ word, meaning: description }))
  );
}
