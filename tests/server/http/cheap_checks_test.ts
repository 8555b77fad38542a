import assert from "node:assert/strict";
import fc from "fast-check";
import { listEmailErrors } from "../../../server/auth/email_rules.ts";
import { normalizePassword } from "../../../server/auth/normalize_password.ts";
import { listPasswordErrors } from "../../../server/auth/password_rules.ts";
import { createFieldCheck } from "../../../server/http/check_fields.ts";
import { Problem } from "../../../server/http/problem.ts";
import { parseStrictJson } from "../../../server/http/strict_json.ts";
import { listEndpoints } from "../../../shared/contract/mod.ts";
import { jsonBodyOf } from "../../../shared/endpoint.ts";
import type { ObjectSchema } from "../../../shared/schema.ts";

/** UTF-8 bytes of a text that makes a body of nearly 64 KiB, the most that is read. */
const MOST_BYTES = 64_000;

/**
 * Milliseconds for any body, parsed and checked: a hundred times what a usual body takes, a tenth of
 * what was once seen.
 */
const LIMIT = 40;

/** Milliseconds for the checks of a body of one of `UNITS`, which were measured. */
const UNIT_LIMIT = 5;

/**
 * Pieces that have made checks slow when repeated: composition, expansion, patterns, repetitions.
 */
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
      listEmailErrors(schema, value);
      await listPasswordErrors(schema, value);
    };
    await checkAll("{}"); // what is loaded and compiled once
    const field = fc.constantFrom(...Object.keys(schema.properties));
    await fc.assert(
      fc.asyncProperty(field, hostileText, async (field, text) => {
        const usual = { email: "anna@example.org", name: "Anna", password: "x" };
        const body = JSON.stringify({ ...usual, [field]: text });
        const time = await findBestTime(() => checkAll(body), { enough: LIMIT, runs: 20 });
        assert.ok(time < LIMIT);
      }),
      { numRuns: 60 },
    );
  });
}

/** Texts that, repeated, are hard for patterns, normalization or the password rules. */
const UNITS = [
  "a",
  "ab",
  "abcdefgh1234",
  "qwertyuiop",
  "password",
  `${"a".repeat(100)}b`,
  "1",
  "-",
  " ",
  "\n",
  "@",
  "a@",
  "a.",
  "é.",
  '"',
  "\uFDFA", // becomes 18 characters in NFKC
  "a\u0301",
  "\u0301",
  "\u0301\u0323", // normalizing sorts them
  "각",
  "ẞİ",
  "ب\u200C",
  "\u202E",
  "\uD800",
  "🐟",
  "❤\uFE0F",
  "👨‍👩‍👧‍👦",
  "🇩🇪",
];

Deno.test("checking any body of 64 KiB takes little time", async (t) => {
  for (const [name, { body }] of listEndpoints()) {
    if (body?.kind !== "json") continue;
    await t.step(name, () => assertQuick(body.schema));
  }
});

/** Bodies of 64 KiB that are hard to parse. */
const HARD_BODIES: Readonly<Record<string, string>> = {
  "opened arrays": "[".repeat(MOST_BYTES),
  "nested arrays": "[".repeat(MOST_BYTES / 2) + "]".repeat(MOST_BYTES / 2),
  "nested objects": '{"a":'.repeat(MOST_BYTES / 6) + "1" + "}".repeat(MOST_BYTES / 6),
  "keys": `{${Array.from({ length: 6000 }, (_, at) => `"k${at}":1`)}}`,
  "repeated keys": `{${Array.from({ length: 9000 }, () => '"a":1')}}`,
  "texts": `[${Array.from({ length: MOST_BYTES / 3 }, () => '""')}]`,
  "escaped quotes": `"${'\\"'.repeat(MOST_BYTES / 2 - 1)}"`,
};

for (const [name, text] of Object.entries(HARD_BODIES)) {
  Deno.test(`parsing a body of 64 KiB of ${name} takes little time`, async () => {
    const bytes = new TextEncoder().encode(text);
    const parse = () => {
      try {
        parseStrictJson(bytes);
      } catch (error) {
        assert.ok(error instanceof Problem);
      }
      return Promise.resolve();
    };
    const time = await findBestTime(parse, { enough: UNIT_LIMIT / 4, runs: 40 });
    assert.ok(time < UNIT_LIMIT, `${time.toFixed(1)} ms`);
  });
}

Deno.test("a body has at most 20 levels and 500 values", () => {
  const parse = (text: string) => parseStrictJson(new TextEncoder().encode(text));
  const nest = (levels: number) => "[".repeat(levels) + "]".repeat(levels);
  const list = (count: number) => `[${Array.from({ length: count }, () => "1")}]`;
  assert.deepEqual(parse(`{"a":"${"[".repeat(50)}","b":${nest(19)}}`), {
    a: "[".repeat(50),
    b: JSON.parse(nest(19)),
  });
  assert.equal((parse(list(499)) as unknown[]).length, 499);
  for (const text of [nest(21), list(501)]) {
    assert.throws(() => parse(text), (error: Problem) => error.code === "malformed_json");
  }
});

async function assertQuick(schema: ObjectSchema): Promise<void> {
  const check = createFieldCheck(schema);
  await check({}); // compiles it
  for (const field of Object.keys(schema.properties)) {
    for (const unit of UNITS) {
      for (const text of listTexts(unit, schema.properties[field]?.maxLength)) {
        const body = { ...validBodyOf(schema), [field]: text };
        const time = await findBestTime(async () => {
          const errors = await check(body);
          listEmailErrors(schema, body);
          await listPasswordErrors(schema, body);
          if (errors.length === 0) normalizePassword(text); // as before a password is hashed
        }, { enough: UNIT_LIMIT / 2, runs: 40 });
        const what = `${field} of ${text.length} × ${JSON.stringify(unit.slice(0, 12))}`;
        assert.ok(time < UNIT_LIMIT, `${what} takes ${time.toFixed(1)} ms`);
      }
    }
  }
}

/** A text that fills a body, and one that is as long as a field may be. */
function listTexts(unit: string, maxLength: unknown): string[] {
  const bytes = new TextEncoder().encode(JSON.stringify(unit)).length - 2;
  const full = unit.repeat(64 * 1024 / bytes - 10);
  return typeof maxLength === "number" ? [full, [...full].slice(0, maxLength).join("")] : [full];
}

/** A valid body, from the examples of its schema. */
function validBodyOf({ properties }: ObjectSchema): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, { examples }]) =>
      Array.isArray(examples) ? [[name, examples[0]]] : []
    ),
  );
}

/** The least time in milliseconds that a work takes, which others on the machine disturb least. */
async function findBestTime(
  work: () => Promise<void>,
  { enough, runs }: { readonly enough: number; readonly runs: number },
): Promise<number> {
  let best = Infinity;
  for (let run = 0; run < runs && best >= enough; run++) {
    const startedAt = performance.now();
    await work();
    best = Math.min(best, performance.now() - startedAt);
  }
  return best;
}
