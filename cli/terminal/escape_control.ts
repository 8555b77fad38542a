/** Characters that move the cursor, change a terminal, turn the direction of text, or hide in it. */
const CONTROL =
  // deno-lint-ignore no-control-regex -- control characters are what this is about
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g;

/** Text that a server sent, with control characters written out: it cannot drive the terminal. */
export function escapeControl(text: string): string {
  return text.toWellFormed().replaceAll(CONTROL, escapeCharacter);
}

/** The same for text whose line ends are our own. */
export function escapeControlLines(text: string): string {
  return text.split("\n").map(escapeControl).join("\n");
}

/** JSON whose text cannot drive the terminal either; it parses to the same value. */
export function formatEscapedJson(value: unknown, indent = 0): string {
  return escapeControlLines(JSON.stringify(value, null, indent)); // JSON escapes those of the value
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
