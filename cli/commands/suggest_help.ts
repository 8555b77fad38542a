import type { CommandUnknownOpts } from "./command.ts";

/** What `circle help` can be asked for. */
export interface HelpEntry {
  /** What follows `circle help`, such as `token create`, or a topic. */
  readonly name: string;
  /** What it says of itself. */
  readonly text: string;
}

/** Lists a command's subcommands, theirs below them; `path` is what it is called itself. */
export function listHelp(command: CommandUnknownOpts, path: readonly string[] = []): HelpEntry[] {
  return command.commands.flatMap((child) => {
    const own = [...path, child.name()];
    const text = [
      child.description(),
      ...child.options.flatMap(({ flags, description }) => [flags, description]),
      ...child.registeredArguments.map(({ description }) => description),
    ].join("\n");
    return [{ name: own.join(" "), text }, ...listHelp(child, own)];
  });
}

/** Finds what a word may mean that names nothing: `tokens`, `passwort`; else where it stands. */
export function suggestHelp(entries: readonly HelpEntry[], word: string): {
  readonly isNamed: boolean;
  readonly names: readonly string[];
} {
  const wanted = word.toLowerCase();
  const named = entries.filter(({ name }) => isAlike(name.split(" ").at(-1)!, wanted));
  const found = named.length > 0 || wanted.length < MIN_LENGTH
    ? named
    : entries.filter(({ text }) => text.toLowerCase().includes(toSingular(wanted)));
  const names = found.map(({ name }) => name)
    .toSorted((one, other) => one.split(" ").length - other.split(" ").length)
    .slice(0, MAX_SUGGESTIONS);
  return { isNamed: named.length > 0, names };
}

const MAX_SUGGESTIONS = 5;
/** Shorter words are like too many others. */
const MIN_LENGTH = 4;

/** Whether a word is a name in the plural, or is mistyped in one letter. */
function isAlike(name: string, word: string): boolean {
  return toSingular(name) === toSingular(word) || isMistyped(name, word);
}

function toSingular(word: string): string {
  return word.replace(/(?<=..)(ies|s)$/, (end) => end === "ies" ? "y" : "");
}

/** Whether one letter was added, left out or replaced, or two were swapped. */
function isMistyped(name: string, word: string): boolean {
  if (Math.min(name.length, word.length) < MIN_LENGTH) return false;
  let start = 0;
  while (start < name.length && name[start] === word[start]) start++;
  const [rest, typed] = [name.slice(start), word.slice(start)];
  const isSwapped = rest.slice(0, 2) === [...typed.slice(0, 2)].reverse().join("") &&
    rest.slice(2) === typed.slice(2);
  return isSwapped || rest.slice(1) === typed || rest === typed.slice(1) ||
    rest.slice(1) === typed.slice(1);
}
