import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { randomBytes } from "node:crypto";
import { type Challenges, createChallenges } from "../../../server/auth/challenges.ts";

const MINUTE = 60_000;
const SESSION = { sessionId: "019a0000-0000-7000-8000-000000000000" };

/** Challenges of a server with some keys, and a clock that tests move. */
function createTestChallenges(...keys: readonly Uint8Array[]) {
  let time = 1_800_000_000_000;
  const challenges: Challenges = createChallenges({
    keys: () => keys.map((secret, at) => ({ kid: String(at), secret })),
    now: () => new Date(time),
    randomBytes: (count) => randomBytes(count),
  });
  return { ...challenges, advance: (milliseconds: number) => void (time += milliseconds) };
}

Deno.test("challenges: each is another, and is read for its purpose alone", () => {
  const { issue, read } = createTestChallenges(randomBytes(32));
  for (const purpose of ["login", SESSION] as const) {
    const texts = Array.from({ length: 100 }, () => issue(purpose));
    assert.equal(new Set(texts).size, 100);
    for (const text of texts) assert.equal(read(text, purpose)?.text, text);
    const [text = ""] = texts;
    assert.equal(read(text, purpose === "login" ? SESSION : "login"), undefined);
    const other = { sessionId: SESSION.sessionId.replace("7", "8") };
    assert.equal(read(text, other), undefined);
  }
});

Deno.test("challenges: one that was changed, or made by others, is none", () => {
  const { issue, read } = createTestChallenges(randomBytes(32));
  const text = issue("login");
  const bytes = Buffer.from(text, "base64url");
  for (let at = 0; at < bytes.length; at++) {
    const changed = Buffer.from(bytes);
    changed[at]! ^= 1;
    assert.equal(read(changed.toString("base64url"), "login"), undefined, String(at));
  }
  const others = createTestChallenges(randomBytes(32)).issue("login");
  for (
    const wrong of [
      "",
      "AAAA",
      others,
      `${text}A`,
      `${text}=`,
      ` ${text}`,
      text.slice(0, -4),
      text.repeat(2),
      "é".repeat(64),
    ]
  ) {
    assert.equal(read(wrong, "login"), undefined, wrong);
  }
});

Deno.test("challenges: the signing keys rotate, and each server knows those of the others", () => {
  const [old, next] = [randomBytes(32), randomBytes(32)];
  const before = createTestChallenges(old);
  const after = createTestChallenges(next, old);
  assert.ok(after.read(before.issue("login"), "login"));
  assert.equal(before.read(after.issue("login"), "login"), undefined);
});

Deno.test("challenges: one lives for five minutes, and a minute before its time", () => {
  const keys = randomBytes(32);
  const [server, other] = [createTestChallenges(keys), createTestChallenges(keys)];
  const text = server.issue("login");
  server.advance(5 * MINUTE - 1);
  assert.ok(server.read(text, "login"));
  server.advance(1);
  assert.equal(server.read(text, "login"), undefined);
  other.advance(-MINUTE); // a clock that is behind
  assert.ok(other.read(text, "login"));
  other.advance(-1);
  assert.equal(other.read(text, "login"), undefined);
});
