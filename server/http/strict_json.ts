import { Problem } from "./problem.ts";

/** Parses JSON text; throws `malformed_json` for invalid UTF-8, invalid JSON or a repeated key. */
export function parseStrictJson(bytes: Uint8Array): unknown {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    const value: unknown = JSON.parse(text);
    if (countKeysInText(text) === countKeys(value)) return value;
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error;
  }
  throw new Problem("malformed_json");
}

/** Counts the keys in valid JSON text, duplicates included. */
function countKeysInText(text: string): number {
  let count = 0;
  for (const [, colon] of text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?/gs)) {
    if (colon) count++;
  }
  return count;
}

/** Counts the keys of a parsed value, where `JSON.parse` kept the last of each duplicate. */
function countKeys(value: unknown): number {
  let count = 0;
  const open = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next !== "object" || next === null) continue;
    if (!Array.isArray(next)) count += Object.keys(next).length;
    open.push(...Object.values(next));
  }
  return count;
}
