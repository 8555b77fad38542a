import { CliError } from "../terminal/cli_error.ts";
import { escapeControl } from "../terminal/escape_control.ts";

/** One thing that can be named on the command line. */
interface Named<T> {
  readonly item: T;
  /** An id, names, and whatever else identifies it. */
  readonly names: readonly string[];
  /** How it is listed in an error. */
  readonly label: string;
}

/**
 * Finds the one thing that a text names: by a whole name, else by a prefix. `kind` names it in
 * errors: `member`.
 */
export function resolveName<T>(
  things: readonly Named<T>[],
  { text, kind }: { readonly text: string; readonly kind: string },
): T {
  const wanted = fold(text);
  const exact = things.filter(({ names }) => names.some((name) => fold(name) === wanted));
  const found = exact.length > 0
    ? exact
    : things.filter(({ names }) => names.some((name) => fold(name).startsWith(wanted)));
  if (found.length === 1) return found[0]!.item;
  if (found.length > 1) {
    throw new CliError("usage", `More than one ${kind} is called that. Which one?${list(found)}`);
  }
  const choice = things.length > 0 ? `There is:${list(things)}` : "There is none.";
  throw new CliError("not_found", `There is no ${kind} called that. ${choice}`);
}

/** A journal may have thousands. */
const MAX_LISTED = 10;

function list(things: readonly Named<unknown>[]): string {
  const more = things.length - MAX_LISTED;
  return things.slice(0, MAX_LISTED).map(({ label }) => `\n  ${escapeControl(label)}`).join("") +
    (more > 0 ? `\n  … and ${more} more` : "");
}

function fold(text: string): string {
  return text.normalize("NFC").toLowerCase();
}
