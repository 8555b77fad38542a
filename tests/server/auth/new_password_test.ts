import assert from "node:assert/strict";
import { listEndpoints } from "../../../shared/contract/mod.ts";
import type { ObjectSchema } from "../../../shared/schema.ts";
import { createFieldCheck } from "../../../server/http/check_fields.ts";
import { listPasswordErrors } from "../../../server/auth/new_password.ts";

/** The largest JSON body, in bytes. */
const MAX_BODY = 64 * 1024;

/** Milliseconds of the thread that the checks of one body may take. */
const MAX_TIME = 5;

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

Deno.test("the checks of any body of 64 KiB take little time, whatever a field holds", async (t) => {
  for (const [name, { body }] of listEndpoints()) {
    if (body?.kind !== "json") continue;
    await t.step(name, () => assertQuick(body.schema));
  }
});

async function assertQuick(schema: ObjectSchema): Promise<void> {
  const check = createFieldCheck(schema);
  await check({}); // compiles it
  for (const field of Object.keys(schema.properties)) {
    for (const unit of UNITS) {
      for (const text of listTexts(unit, schema.properties[field]?.maxLength)) {
        const body = { ...exampleOf(schema), [field]: text };
        const time = await findBestTime(async () => {
          await check(body);
          await listPasswordErrors(schema, body);
        });
        const what = `${field} of ${text.length} × ${JSON.stringify(unit.slice(0, 12))}`;
        assert.ok(time < MAX_TIME, `${what} takes ${time.toFixed(1)} ms`);
      }
    }
  }
}

/** A text that fills a body, and one that is as long as a field may be. */
function listTexts(unit: string, maxLength: unknown): string[] {
  const bytes = new TextEncoder().encode(JSON.stringify(unit)).length - 2;
  const full = unit.repeat(MAX_BODY / bytes - 10);
  return typeof maxLength === "number" ? [full, [...full].slice(0, maxLength).join("")] : [full];
}

/** A body whose fields are all right, as far as their schemas have examples. */
function exampleOf({ properties }: ObjectSchema): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, { examples }]) =>
      Array.isArray(examples) ? [[name, examples[0]]] : []
    ),
  );
}

/** The least time that a work takes, which others on the machine disturb least. */
async function findBestTime(work: () => Promise<void>): Promise<number> {
  let best = Infinity;
  for (let run = 0; run < 40 && best >= MAX_TIME / 2; run++) {
    const startedAt = performance.now();
    await work();
    best = Math.min(best, performance.now() - startedAt);
  }
  return best;
}
