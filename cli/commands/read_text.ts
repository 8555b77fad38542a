import type { CommandContext } from "./context.ts";

/**
 * A text that was typed, or standard input without the line break at its end. Lines of Windows end
 * as all others do.
 */
export async function readText({ terminal }: CommandContext, text: string): Promise<string> {
  const given = text === "-" ? (await terminal.readInput()).trim() : text;
  return given.replaceAll("\r\n", "\n");
}
