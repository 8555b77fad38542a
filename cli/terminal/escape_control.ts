/** Characters that drive a terminal, change the direction of text, or break lines. */
const CONTROL =
  // deno-lint-ignore no-control-regex -- control characters are its subject
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g;

/** Escapes control characters, so that text from a server cannot drive the terminal. */
export function escapeControl(text: string): string {
  return text.toWellFormed().replaceAll(CONTROL, escapeCharacter);
}

/** Escapes control characters, except for the ends of our own lines. */
export function escapeControlLines(text: string): string {
  return text.split("\n").map(escapeControl).join("\n");
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
