import { PAGE_ENTRIES, PageQuery } from "../../shared/contract/fields.ts";
import { Problem } from "./problem.ts";

/** One page of a long list. */
export interface Page<T> {
  readonly items: T[];
  /** Where the next page begins, opaque to the client; `undefined` on the last. */
  readonly next?: string;
  /** The items as JSON, if it is cached. */
  readonly json?: string;
}

/** Rows to fetch: one more than the page has, to know whether there is another page. */
export function rowsToFetch({ limit = PAGE_ENTRIES.usual }: PageQuery): number {
  return limit + 1;
}

/** The key of the last row of the page before, or `undefined` on the first. */
export function readCursor({ cursor }: PageQuery, parts: number): string[] | undefined {
  if (cursor === undefined) return undefined;
  const key = decode(cursor);
  if (Array.isArray(key) && key.length === parts && key.every(isStorable)) return key;
  const { description: message } = PageQuery.properties.cursor;
  throw new Problem("invalid_fields", { errors: [{ field: "cursor", code: "invalid", message }] });
}

/** Cuts rows that were fetched to a page; `keyOf` is what the list is sorted by. */
export function cutPage<T>(
  rows: readonly T[],
  { limit = PAGE_ENTRIES.usual }: PageQuery,
  keyOf: (row: T) => readonly string[],
): Page<T> {
  const items = rows.slice(0, limit);
  if (rows.length <= limit) return { items };
  return { items, next: encode(keyOf(items.at(-1)!)) };
}

/** Whether a value is text that a database can store: a cursor may be forged. */
function isStorable(value: unknown): value is string {
  return typeof value === "string" && value.isWellFormed() && !value.includes("\0");
}

function encode(key: readonly string[]): string {
  return new TextEncoder().encode(JSON.stringify(key)).toBase64({
    alphabet: "base64url",
    omitPadding: true,
  });
}

function decode(cursor: string): unknown {
  try {
    const bytes = Uint8Array.fromBase64(cursor, { alphabet: "base64url" });
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}
