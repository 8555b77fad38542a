import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { startCircle } from "../../support/circle.ts";
import { assertRefused } from "../../support/refusal.ts";
import { decodePart } from "../../support/sign_token.ts";

const CHALLENGE = crypto.getRandomValues(new Uint8Array(32))
  .toBase64({ alphabet: "base64url", omitPadding: true });

Deno.test("server proof: names the public URL, by what the session's secret makes", async () => {
  const publicUrl = "https://circle.example.org";
  await using circle = await startCircle({ CIRCLE_PUBLIC_URL: publicUrl });
  const anna = await circle.join();
  const session_id = decodePart(anna.token, 1).sid as string;
  const ask = async () =>
    await circle.client().proveServer({ body: { session_id, challenge: CHALLENGE } });
  const [secret = ""] = anna.refreshToken.split(".");
  const key = createHash("sha256").update(secret).digest("hex");
  const text = ["circle-server-proof", publicUrl, session_id, CHALLENGE].join("\n");
  const proof = createHmac("sha256", key).update(text).digest("base64url");
  assert.deepEqual(await ask(), { public_url: publicUrl, proof });
  await circle.client().refresh({ body: { refresh_token: anna.refreshToken } });
  assert.deepEqual(await ask(), { public_url: publicUrl, proof }, "also after a refresh");
  await circle.restart({ CIRCLE_PUBLIC_URL: "https://elsewhere.example.org" });
  const moved = await ask();
  assert.equal(moved.public_url, "https://elsewhere.example.org");
  assert.notEqual(moved.proof, proof);
});

Deno.test("server proof: there is none of a session that is unknown or has ended", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const session_id = decodePart(anna.token, 1).sid as string;
  const ask = (id: string) =>
    circle.client().proveServer({ body: { session_id: id, challenge: CHALLENGE } });
  await assertRefused(ask(anna.id), "not_found");
  await anna.client.logout({});
  await assertRefused(ask(session_id), "not_found");
});

Deno.test("server proof: a challenge is 32 bytes", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const session_id = decodePart(anna.token, 1).sid;
  for (const challenge of ["", CHALLENGE.slice(1), `${CHALLENGE}x`, "ä".repeat(43), 1, null]) {
    const body = { session_id, challenge };
    assert.equal((await circle.call("POST", "/server-proof", { body })).status, 422);
  }
});
