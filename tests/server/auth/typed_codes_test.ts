import assert from "node:assert/strict";
import { hashTypedCode, newTypedCode } from "../../../server/auth/typed_codes.ts";

const randomBytes = (count: number) => crypto.getRandomValues(new Uint8Array(count));

Deno.test("a code has only letters and digits that are easy to tell apart", () => {
  const seen = new Set<string>();
  for (let round = 0; round < 1000; round++) {
    const code = newTypedCode({ randomBytes });
    assert.match(code, /^([2-9A-HJKMNP-Z]{3}-){5}[2-9A-HJKMNP-Z]{3}$/);
    for (const character of code.replaceAll("-", "")) seen.add(character);
  }
  assert.equal(seen.size, 31);
  assert.ok(31 ** 18 > 2 ** 80);
});

Deno.test("a code skips random bytes that would bias its letters", () => {
  const draws = [248, 255, 30, 31];
  const code = newTypedCode({ randomBytes: (count) => new Uint8Array(count).fill(draws.shift()!) });
  assert.equal(code, "ZZZ-ZZZ-ZZZ-ZZZ-ZZZ-ZZZ");
});

Deno.test("spellings of a code have one hash", () => {
  const hash = hashTypedCode("K7Q-F9X");
  for (const same of ["k7q-f9x", "K7QF9X", " k7q f9x ", "K7Q\u2014F9X", "K7Q - F9X", "k7q\nf9x"]) {
    assert.equal(hashTypedCode(same), hash, same);
  }
  for (const other of ["K7Q-F9", "K7Q-F9X2", "K7Q.F9X", "F9X-K7Q"]) {
    assert.notEqual(hashTypedCode(other), hash, other);
  }
});
