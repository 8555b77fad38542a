import { CliError } from "./cli_error.ts";
import { escapeControlLines } from "./escape_control.ts";

/**
 * Formats JSON that parses to the same value and has no control characters: indented for a
 * terminal, on one line for a program.
 */
export function formatJson(value: unknown, isIndented = false): string {
  try {
    // JSON escapes the line endings in its strings.
    return escapeControlLines(JSON.stringify(value, null, isIndented ? 2 : 0));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error; // JSON.stringify recurses
    throw new CliError("failed", "The answer is nested too deeply to be printed.");
  }
}
