import assert from "node:assert/strict";
import { dictionary } from "@zxcvbn-ts/language-common";
import { makePassphrase } from "../../shared/passphrase.ts";

Deno.test("makePassphrase: draws six words out of thousands", () => {
  const list = dictionary["diceware-common"];
  const randomBytes = (count: number) => crypto.getRandomValues(new Uint8Array(count));
  const seen = new Set<string>();
  for (let count = 0; count < 300; count++) {
    const words = makePassphrase(list, randomBytes).split(" ");
    assert.equal(words.length, 6);
    for (const word of words) seen.add(word);
  }
  // Of 1,800 words drawn from 7,776, some 1,600 are different ones.
  assert.ok(seen.size > 1_400, `only ${seen.size} different words`);
});
