import type { Cell } from "../terminal/cell.ts";
import { CliError } from "../terminal/cli_error.ts";
import type { CommandContext } from "./context.ts";

/** A secret that the server shows only once. */
interface OneTimeSecret<T> {
  readonly secretOf: (reply: T) => string;
  /** Facts about it, such as purpose and expiry, by name. */
  readonly factsOf: (reply: T) => Readonly<Record<string, Cell>>;
  /** What to do with it. */
  readonly advice: string;
  /** Revokes the secret if it could not be shown. */
  readonly revoke: () => Promise<unknown>;
  /** How to revoke it by hand if `revoke` fails. */
  readonly howToRevoke: string;
  /** Draws a picture, above the rest: below, it would push that out of sight. */
  readonly draw?: () => Promise<string>;
}

/** Prints the secret alone to standard output, for files and pipes; the rest are messages. */
export async function showOnce<T>(
  { options, show, sayView, terminal }: CommandContext,
  reply: T,
  { secretOf, factsOf, advice, revoke, howToRevoke, draw }: OneTimeSecret<T>,
): Promise<void> {
  const { isTerminal } = terminal.output;
  try {
    if (draw && isTerminal) terminal.print(await draw());
    show(reply, secretOf);
  } catch (error) {
    const reason = error instanceof CliError ? error.message : "Nobody read it.";
    const outcome = await revoke().then(
      () => "It has been revoked.",
      () => `It could not be revoked: ${howToRevoke}`,
    );
    throw new CliError("failed", `The secret could not be shown. ${reason} ${outcome}`);
  }
  if (draw && !isTerminal) terminal.sayAsIs(await draw());
  if (!options.json) {
    terminal.say("");
    sayView({ facts: factsOf(reply) });
  }
  terminal.say(`\n${advice}`);
}
