import assert from "node:assert/strict";
import fc from "fast-check";
import { listPasswordErrors } from "../../../server/auth/new_password.ts";
import { createFieldCheck } from "../../../server/http/check_fields.ts";
import { parseStrictJson } from "../../../server/http/read_json.ts";
import { listEndpoints } from "../../../shared/contract/mod.ts";
import { jsonBodyOf } from "../../../shared/endpoint.ts";

/** UTF-8 bytes of a text that makes a body of nearly 64 KiB, the most that is read. */
const MOST_BYTES = 64_000;

/** Milliseconds: a hundred times what the checks of a usual body take, a tenth of what was once seen. */
const LIMIT = 40;

/** Pieces whose repetition has made checks slow: composition, expansion, patterns, repetitions. */
const PIECES = [
  ..."a 1@-\u0301\u200b\ufdfa\u2474",
  "\u0301\u0323",
  "\u1100\u1161\u11a8",
  "👨‍👩‍👧‍👦",
  "qwertyuiop",
  "ab",
  "a@",
  "a.",
  "xn--",
];

const piece = fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: "grapheme", minLength: 1 }));

/** A text of some length that repeats a piece, with something else at its ends. */
const hostileText = fc.tuple(
  fc.string({ maxLength: 2 }),
  piece,
  fc.constantFrom(1000, 3000, MOST_BYTES),
  fc.string({ maxLength: 2 }),
)
  .map(([start, repeated, bytes, end]) => {
    const size = new TextEncoder().encode(repeated).length;
    return start + repeated.repeat(Math.floor(bytes / size)) + end;
  });

for (const [name, endpoint] of listEndpoints()) {
  const schema = jsonBodyOf(endpoint);
  if (!schema) continue;
  Deno.test(`${name}: no text in a field makes the checks of a body slow`, async () => {
    const check = createFieldCheck(schema);
    const checkAll = async (text: string) => {
      const value = parseStrictJson(new TextEncoder().encode(text));
      await check(value);
      await listPasswordErrors(schema, value);
    };
    await checkAll("{}"); // what is loaded and compiled once
    const field = fc.constantFrom(...Object.keys(schema.properties));
    await fc.assert(
      fc.asyncProperty(field, hostileText, async (field, text) => {
        const usual = { email: "anna@example.org", name: "Anna", password: "x" };
        const body = JSON.stringify({ ...usual, [field]: text });
        assert.ok(await findTime(() => checkAll(body)) < LIMIT);
      }),
      { numRuns: 60 },
    );
  });
}

/** The shortest of three times in milliseconds; another process may hold up one. */
async function findTime(work: () => Promise<void>): Promise<number> {
  let shortest = Infinity;
  for (let attempt = 0; attempt < 3 && shortest > LIMIT; attempt++) {
    const startedAt = performance.now();
    await work();
    shortest = Math.min(shortest, performance.now() - startedAt);
  }
  return shortest;
}
