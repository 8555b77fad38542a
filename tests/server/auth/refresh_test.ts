import assert from "node:assert/strict";
import { doAtOnce, testInArenas } from "../../support/arenas.ts";
import { type Circle, startCircle } from "../../support/circle.ts";
import { assertRefused } from "../../support/refusal.ts";

const SECOND = 1000;
const DAY = 24 * 60 * 60 * SECOND;

testInArenas("twenty refreshes at once leave one successor, the same for all", async (arena) => {
  let { token, refreshToken } = await arena.first.join();
  for (let round = 1; round <= 10; round++) {
    const replies = await doAtOnce(arena, 20, (visit) => refresh(visit, refreshToken));
    const successors = new Set(replies.map(({ refresh_token }) => refresh_token));
    assert.equal(successors.size, 1);
    assert.ok(!successors.has(refreshToken));
    const kept = await arena.db.selectFrom("refresh_tokens").select("replaced_at").execute();
    assert.equal(kept.length, round + 1);
    assert.equal(kept.filter(({ replaced_at }) => replaced_at === null).length, 1);
    ({ access_token: token, refresh_token: refreshToken } = replies[0]!);
  }
  await arena.second.client(token).getProfile({});
});

Deno.test("a refresh replaces the refresh token and opens the profile", async () => {
  await using circle = await startCircle();
  const { id, refreshToken } = await circle.join();
  circle.advance(SECOND); // else the same claims make the same token
  const reply = await refresh(circle, refreshToken);
  assert.notEqual(reply.refresh_token, refreshToken);
  assert.equal(reply.expires_in, 1200);
  assert.equal((await circle.client(reply.access_token).getProfile({})).id, id);
});

Deno.test("a refresh token that was replaced answers with the current pair for 30 seconds", async () => {
  await using circle = await startCircle();
  const { refreshToken } = await circle.join();
  const { refresh_token: second } = await refresh(circle, refreshToken);
  circle.advance(29 * SECOND);
  assert.equal((await refresh(circle, refreshToken)).refresh_token, second);
});

Deno.test("the grace of a replaced refresh token leads through two rotations", async () => {
  await using circle = await startCircle();
  const { refreshToken: first } = await circle.join();
  const { refresh_token: second } = await refresh(circle, first);
  circle.advance(20 * SECOND);
  const { refresh_token: third } = await refresh(circle, second);
  circle.advance(9 * SECOND);
  assert.equal((await refresh(circle, first)).refresh_token, third);
  assert.equal((await refresh(circle, second)).refresh_token, third);
});

Deno.test("the grace is of each token its own: it does not begin anew with a rotation", async () => {
  await using circle = await startCircle();
  const { refreshToken: first } = await circle.join();
  const { refresh_token: second } = await refresh(circle, first);
  circle.advance(20 * SECOND);
  await refresh(circle, second);
  circle.advance(20 * SECOND);
  await assertRefused(refresh(circle, first), "invalid_token");
});

Deno.test("a refresh token that comes back after the grace ends its session, and no other", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const { email, password } = anna;
  const other = await circle.client().login({ body: { email, password } });
  const { refresh_token: thiefs, access_token } = await refresh(circle, anna.refreshToken);
  circle.advance(31 * SECOND);
  await assertRefused(refresh(circle, anna.refreshToken), "invalid_token");
  await assertRefused(refresh(circle, thiefs), "invalid_token");
  for (const token of [anna.token, access_token]) {
    await assertRefused(circle.client(token).getProfile({}), "invalid_token");
  }
  await refresh(circle, other.refresh_token);
  const warnings = circle.log.map((line) => JSON.parse(line)).filter(({ level }) =>
    level === "warning"
  );
  const replay = warnings.find(({ event }) => event === "session ended");
  assert.equal(replay?.reason, "refresh token came back");
});

Deno.test("a session that nobody uses ends after 30 days", async () => {
  await using circle = await startCircle();
  const used = await circle.join();
  const unused = await circle.join();
  circle.advance(20 * DAY);
  const { refresh_token } = await refresh(circle, used.refreshToken);
  circle.advance(10 * DAY + SECOND);
  await assertRefused(refresh(circle, unused.refreshToken), "invalid_token");
  await refresh(circle, refresh_token);
});

Deno.test("a session ends after 365 days however much it is used", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  let signedIn = await refresh(circle, anna.refreshToken);
  for (let day = 0; day < 364; day += 28) {
    circle.advance(28 * DAY);
    signedIn = await refresh(circle, signedIn.refresh_token);
  }
  circle.advance(DAY - 600 * SECOND);
  signedIn = await refresh(circle, signedIn.refresh_token);
  const client = circle.client(signedIn.access_token);
  assert.equal((await client.listSessions({})).length, 1);
  circle.advance(601 * SECOND); // its access token would hold for another ten minutes
  await assertRefused(client.getProfile({}), "invalid_token");
  await assertRefused(refresh(circle, signedIn.refresh_token), "invalid_token");
});

Deno.test("a refresh notes when and from where a session was used", async () => {
  await using circle = await startCircle({ CIRCLE_TRUSTED_PROXIES: "127.0.0.1" });
  const { refreshToken, token } = await circle.join();
  circle.advance(DAY);
  const { json } = await circle.call("POST", "/token/refresh", {
    body: { refresh_token: refreshToken },
    headers: { "X-Forwarded-For": "198.51.100.7" },
  });
  assert.notEqual(json.access_token, token);
  const [session] = await circle.client(json.access_token).listSessions({});
  assert.equal(session?.address, "198.51.100.7");
  const age = Date.parse(session!.last_used_at) - Date.parse(session!.created_at);
  assert.ok(age >= DAY && age < DAY + 60 * SECOND);
});

Deno.test("refresh tokens are kept as hashes only, and long replaced ones not at all", async () => {
  await using circle = await startCircle();
  let { refreshToken } = await circle.join();
  for (let days = 0; days < 60; days += 20) {
    refreshToken = (await refresh(circle, refreshToken)).refresh_token;
    circle.advance(20 * DAY);
  }
  await refresh(circle, refreshToken);
  const kept = await circle.db.selectFrom("refresh_tokens").selectAll().execute();
  assert.equal(kept.length, 3);
  assert.ok(!JSON.stringify(kept).includes(refreshToken));
});

function refresh({ client }: Pick<Circle, "client">, refresh_token: string) {
  return client().refresh({ body: { refresh_token } });
}
