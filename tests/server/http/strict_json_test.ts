import assert from "node:assert/strict";
import fc from "fast-check";
import { Problem } from "../../../server/http/problem.ts";
import { parseStrictJson } from "../../../server/http/strict_json.ts";

const DEPTH = 20;
const VALUES = 500;

Deno.test("JSON with any punctuation in its texts is parsed", () => {
  const text = fc.string({ unit: fc.constantFrom(...'[]{}:,"\\\n aé🐟') });
  // V8 15.0 misreads some keys that need escapes, where an earlier object had keys like them.
  const key = fc.string({ unit: fc.constantFrom(..."[]{}:, aé🐟") });
  fc.assert(fc.property(fc.dictionary(key, text, { noNullPrototype: true }), (value) => {
    assert.deepEqual(parse(JSON.stringify(value)), value);
    assert.deepEqual(parse(JSON.stringify(value, undefined, 2)), value);
  }));
  const longest = JSON.stringify({ name: '[{"'.repeat(10_000) });
  assert.deepEqual(parse(longest), JSON.parse(longest));
});

Deno.test("what is parsed has a bounded depth and number of values", () => {
  const inner = fc.json({ maxDepth: 4 });
  fc.assert(fc.property(inner, fc.nat(25), fc.nat(400), (text, depth, count) => {
    const nested = `${"[".repeat(depth)}${text}${"]".repeat(depth)}`;
    const body = `[${Array(count).fill(nested).join()}]`;
    const size = measure(JSON.parse(body));
    if (size.depth > DEPTH || size.values > VALUES) assertRefused(body);
    else if (size.values < VALUES / 2) assert.deepEqual(parse(body), JSON.parse(body));
  }));
});

Deno.test("a text that is too deep or has too many values is refused before it is parsed", () => {
  const { parse: original } = JSON;
  const unused = () => assert.fail("it was parsed");
  JSON.parse = unused;
  try {
    assertRefused("[".repeat(64 * 1024));
    assertRefused(`{${'"":1,'.repeat(13_000)}"":1}`);
    assertRefused(`{"scopes":[${'"a",'.repeat(16_000)}"a"]}`);
  } finally {
    JSON.parse = original;
  }
});

function parse(text: string): unknown {
  return parseStrictJson(new TextEncoder().encode(text));
}

function assertRefused(text: string): void {
  assert.throws(() => parse(text), (error) => {
    return error instanceof Problem && error.code === "malformed_json";
  });
}

/** The depth and the number of values of a value, its own included. */
function measure(value: unknown): { readonly depth: number; readonly values: number } {
  if (typeof value !== "object" || value === null) return { depth: 0, values: 1 };
  const inner = Object.values(value).map(measure);
  return {
    depth: 1 + Math.max(0, ...inner.map(({ depth }) => depth)),
    values: 1 + inner.reduce((sum, { values }) => sum + values, 0),
  };
}
