import type { CommandContext } from "./context.ts";
import { formatView } from "../terminal/output.ts";

/** What the server never shows again. */
export interface ShownOnce<T> {
  readonly secretOf: (reply: T) => string;
  /** What it is for and until when, by what they say. */
  readonly factsOf: (reply: T) => Readonly<Record<string, string>>;
  /** What to do with it. */
  readonly advice: string;
}

/** Prints a secret alone, so that a file or a pipe gets just it; all that belongs to it is said. */
export function showOnce<T>(
  { options, show, terminal }: CommandContext,
  reply: T,
  { secretOf, factsOf, advice }: ShownOnce<T>,
): void {
  show(reply, secretOf);
  if (!options.json) terminal.say(`\n${formatView({ facts: factsOf(reply) }, false)}`);
  terminal.say(`\n${advice}`);
}
