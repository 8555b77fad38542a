import assert from "node:assert/strict";
import { startCircle } from "../../support/circle.ts";
import { assertRefused } from "../../support/refusal.ts";

const DAY = 24 * 60 * 60 * 1000;

Deno.test("sessions are listed with their devices, newest first", async () => {
  await using circle = await startCircle({ CIRCLE_TRUSTED_PROXIES: "127.0.0.1" });
  const { email, password, client } = await circle.join();
  circle.advance(1000);
  const { json } = await circle.call("POST", "/login", {
    body: { email, password },
    headers: {
      "User-Agent": "circle/1.0.0 (garden; linux x86_64)",
      "X-Forwarded-For": "203.0.113.9",
    },
  });
  const sessions = await client.listSessions({});
  assert.deepEqual(sessions.map(({ current }) => current), [false, true]);
  assert.equal(sessions[0]!.device, "circle/1.0.0 (garden; linux x86_64)");
  assert.equal(sessions[0]!.address, "203.0.113.9");
  assert.equal(sessions[0]!.created_at, sessions[0]!.last_used_at);
  const seenByOther = await circle.client(json.access_token).listSessions({});
  assert.deepEqual(seenByOther.map(({ current }) => current), [true, false]);
});

Deno.test("nobody can list or end the sessions of another account", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const ben = await circle.join();
  const [session] = await anna.client.listSessions({});
  assert.ok(!(await ben.client.listSessions({})).some(({ id }) => id === session!.id));
  await assertRefused(
    ben.client.endSession({ params: { session_id: session!.id } }),
    "not_found",
  );
  await anna.client.getProfile({});
});

Deno.test("an expired session is not listed", async () => {
  await using circle = await startCircle();
  const { email, password } = await circle.join();
  circle.advance(31 * DAY);
  const { access_token } = await circle.client().login({ body: { email, password } });
  assert.equal((await circle.client(access_token).listSessions({})).length, 1);
});
