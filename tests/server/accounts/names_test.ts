import assert from "node:assert/strict";
import { GOOD_PASSWORD, startCircle } from "../../support/circle.ts";

/** Names that look like another one, or like none. */
const REFUSED = [
  "An\u034Fna", // combining grapheme joiner
  "An\u200Bna", // zero width space
  "Anna\uFE0F", // variation selector
  "Anna1\uFE0F",
  "An\u00ADna", // soft hyphen
  "An\u2060na", // word joiner
  "An\u200Dna", // zero width joiner
  "An\u200Cna",
  "An\u{E0061}na", // tag
  "An\u{E0100}na", // variation selector of Han
  "\u3164", // Hangul filler
  "Anna \u3164",
  "\uFFA0",
  "\u2800", // Braille without dots
  "\uFEFFAnna",
  "x\u061Cy",
  "Anna\u202E",
  "🐟\u200D",
];

/** Names in which characters that are not seen change how others look. */
const ACCEPTED = [
  "Anna ❤️",
  "👨‍👩‍👧‍👦",
  "👩🏽‍⚕️ Dr. Berg",
  "🏳️‍🌈",
  "🏴󠁧󠁢󠁳󠁣󠁴󠁿",
  "1️⃣",
  "🇩🇪",
  "Jose\u0301",
  "ශ්\u200Dරී", // Sinhala: Sri
  "می\u200Cخواهم", // Persian
  "葛\u{E0100}城", // a form of a kanji
  "อรทัย",
];

Deno.test("a name with invisible characters is refused", async (t) => {
  await using circle = await startCircle();
  for (const name of REFUSED) {
    await t.step(JSON.stringify(name), async () => {
      const body = { email: "anna@example.org", name, password: GOOD_PASSWORD };
      const { status, json } = await circle.call("POST", "/register", { body });
      assert.equal(status, 422);
      assert.equal(json.errors[0].field, "name");
      assert.match(json.errors[0].message, /without invisible characters/);
    });
  }
});

Deno.test("a name with joined emoji and letters comes back unchanged", async () => {
  await using circle = await startCircle();
  const { client } = await circle.join();
  for (const name of ACCEPTED) {
    assert.equal((await client.updateProfile({ body: { name } })).name, name);
  }
});
