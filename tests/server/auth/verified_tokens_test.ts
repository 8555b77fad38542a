import assert from "node:assert/strict";
import { cacheVerified } from "../../../server/auth/verified_tokens.ts";

Deno.test("cache of verified tokens: the oldest of too many is forgotten", async () => {
  let verifications = 0;
  const verify = (token: string) => {
    verifications++;
    const claims = { accountId: token, sessionId: token };
    return Promise.resolve({ claims, issuedAt: 0, expiresAt: 1e12 });
  };
  const read = cacheVerified(verify, () => new Date());
  for (let count = 0; count < 10_000; count++) await read(`${count}`);
  await read("0");
  assert.equal(verifications, 10_000, "a token that is cached was verified again");
  await read("one more");
  await read("0");
  assert.equal(verifications, 10_002, "more tokens are cached than 10,000");
});
