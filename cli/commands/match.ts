import { CliError } from "../terminal/cli_error.ts";
import { escapeControl } from "../terminal/escape_control.ts";

/** What a person may call one thing by: an id, names, and how one of them begins. */
export interface Named<T> {
  readonly item: T;
  readonly names: readonly string[];
  /** How it stands in a list of candidates. */
  readonly label: string;
}

/** What is being looked for, for the sentences of an error: `family`, `member`. */
export interface Sought {
  readonly text: string;
  readonly kind: string;
}

/** The one thing that a text names: by a whole name, or else by the beginning of one. */
export function resolveName<T>(things: readonly Named<T>[], { text, kind }: Sought): T {
  const sought = fold(text);
  const whole = things.filter(({ names }) => names.some((name) => fold(name) === sought));
  const found = whole.length > 0
    ? whole
    : things.filter(({ names }) => names.some((name) => fold(name).startsWith(sought)));
  if (found.length === 1) return found[0]!.item;
  if (found.length > 1) {
    throw new CliError("usage", `More than one ${kind} is called that. Which one?${list(found)}`);
  }
  const choice = things.length > 0 ? `There is:${list(things)}` : "There is none.";
  throw new CliError("not_found", `There is no ${kind} called that. ${choice}`);
}

function list(things: readonly Named<unknown>[]): string {
  return things.map(({ label }) => `\n  ${escapeControl(label)}`).join("");
}

function fold(text: string): string {
  return text.normalize("NFC").toLowerCase();
}
