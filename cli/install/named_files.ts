/** Options that take the word after them; what follows others may be a file. */
export const VALUED_OPTIONS = [
  "--server",
  "--family",
  "--timeout",
  "--photo",
  "--caption",
  "--on",
  "--once",
] as const;

/** Files that a command line names. */
interface NamedFiles {
  readonly read: readonly string[];
  readonly write: readonly string[];
}

/**
 * Finds the files that a command may read or write because its command line names them: the photos
 * of `journal post`, and what `journal export` and `journal photo` save, with the draft of it
 * beside. `shim.ts` does the same in shell code.
 */
export function findNamedFiles(args: readonly string[]): NamedFiles {
  const words: string[] = [];
  const photos: string[] = [];
  let isRest = false;
  for (let at = 0; at < args.length; at++) {
    const arg = args[at]!;
    if (isRest || arg === "-" || !arg.startsWith("-")) words.push(arg);
    else if (arg === "--") isRest = true;
    else if (arg.startsWith("--photo=")) photos.push(arg.slice("--photo=".length));
    else if (arg === "--photo") photos.push(args[++at] ?? "");
    else if (VALUED_OPTIONS.some((option) => option === arg)) at++;
  }
  const [group, command, first = "", second = ""] = words;
  if (group !== "journal") return { read: [], write: [] };
  if (command === "post") return { read: photos.filter((file) => file !== ""), write: [] };
  const target = command === "export" ? first : command === "photo" ? second : "";
  const write = target === "" || target === "-" ? [] : [target, `${target}.part`];
  return { read: write, write }; // to see whether it is there, and to rename the draft
}
