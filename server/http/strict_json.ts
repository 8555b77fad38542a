import { Problem } from "./problem.ts";

/** Levels of a body, and its values: far more than any endpoint takes. Lists count twice. */
const MAX_DEPTH = 20;
const MAX_VALUES = 500;

/**
 * Parses JSON text. Throws `malformed_json` for invalid UTF-8, invalid JSON, a repeated key, and
 * for what would cost time because it is nested deeply or has very many values.
 */
export function parseStrictJson(bytes: Uint8Array): unknown {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    const { depth, values, keys } = measureJson(text);
    if (depth <= MAX_DEPTH && values <= MAX_VALUES) {
      const value: unknown = JSON.parse(text);
      if (keys === countKeys(value)) return value;
    }
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error;
  }
  throw new Problem("malformed_json");
}

/** The size of a JSON text: its levels, its values, and its keys, duplicates included. */
interface JsonMeasure {
  readonly depth: number;
  readonly values: number;
  readonly keys: number;
}

/** Measures JSON text by the signs between its strings. */
function measureJson(text: string): JsonMeasure {
  let [level, depth, values, keys] = [0, 0, 1, 0];
  let isInString = false;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at];
    if (isInString) {
      if (sign === "\\") at++;
      else if (sign === '"') isInString = false;
      continue;
    }
    switch (sign) {
      case '"':
        isInString = true;
        break;
      case "[":
      case "{":
        depth = Math.max(depth, ++level);
        values++;
        break;
      case "]":
      case "}":
        level--;
        break;
      case ",":
        values++;
        break;
      case ":":
        keys++;
    }
  }
  return { depth, values, keys };
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
