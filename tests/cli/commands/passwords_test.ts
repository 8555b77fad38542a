import assert from "node:assert/strict";
import { makePassphrase } from "../../../cli/commands/passwords.ts";

Deno.test("makePassphrase: draws six words out of thousands", async () => {
  const seen = new Set<string>();
  for (let count = 0; count < 300; count++) {
    const words = (await makePassphrase()).split(" ");
    assert.equal(words.length, 6);
    for (const word of words) seen.add(word);
  }
  // Of 1,800 words drawn from 7,776, some 1,600 are different ones.
  assert.ok(seen.size > 1_400, `only ${seen.size} different words`);
});
