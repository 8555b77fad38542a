import assert from "node:assert/strict";
import { startCircle } from "../../support/circle.ts";

const MAX_SESSIONS = 100;

Deno.test("login: beyond 100 sessions the one unused for longest ends", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const [own] = await anna.client.listSessions({});
  const last_used_at = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
  const old = Array.from({ length: MAX_SESSIONS - 1 }, (_, index) => ({
    id: crypto.randomUUID(),
    account_id: anna.id,
    device: "old",
    address: "127.0.0.1",
    created_at: last_used_at(1000),
    last_used_at: last_used_at(index + 1),
    authenticated_at: last_used_at(1000),
    refresh_hash: crypto.randomUUID(),
  }));
  await circle.db.insertInto("sessions").values(old).execute();
  const { access_token } = await circle.client().login({
    body: { email: anna.email, password: anna.password },
  });
  const sessions = await circle.client(access_token).listSessions({ query: { limit: 500 } });
  const ids = new Set(sessions.map(({ id }) => id));
  assert.equal(ids.size, MAX_SESSIONS);
  assert.ok(ids.has(own!.id));
  assert.deepEqual(old.filter(({ id }) => !ids.has(id)).map(({ id }) => id), [old.at(-1)!.id]);
  await anna.client.getProfile({});
});
