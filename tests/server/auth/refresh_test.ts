import assert from "node:assert/strict";
import { doAtOnce, testOnClusters } from "../../support/clusters.ts";
import { type Circle, startCircle } from "../../support/circle.ts";
import { pause } from "../../support/pause.ts";
import { assertRefused, findRefusal } from "../../support/refusal.ts";

const SECOND = 1000;
const DAY = 24 * 60 * 60 * SECOND;

testOnClusters("refresh: twenty at once leave one successor, the same for all", async (cluster) => {
  let { token, refreshToken } = await cluster.first.join();
  for (let round = 1; round <= 10; round++) {
    const replies = await doAtOnce(cluster, 20, (testClient) => refresh(testClient, refreshToken));
    const successors = new Set(replies.map(({ refresh_token }) => refresh_token));
    assert.equal(successors.size, 1);
    assert.ok(!successors.has(refreshToken));
    ({ access_token: token, refresh_token: refreshToken } = replies[0]!);
  }
  await cluster.second.client(token).getProfile({});
  assert.equal((await cluster.db.selectFrom("sessions").selectAll().execute()).length, 1);
});

Deno.test("refresh: replaces the refresh token, and the access token opens the profile", async () => {
  await using circle = await startCircle();
  const { id, refreshToken } = await circle.join();
  circle.advance(SECOND); // else the same claims make the same token
  const reply = await refresh(circle, refreshToken);
  assert.notEqual(reply.refresh_token, refreshToken);
  assert.equal(reply.expires_in, 1200);
  assert.equal((await circle.client(reply.access_token).getProfile({})).id, id);
});

Deno.test("refresh: the replaced token answers with the current pair until that is used", async () => {
  await using circle = await startCircle();
  let { refreshToken: previous } = await circle.join();
  for (const wait of [0, 45 * SECOND, 20 * DAY, SECOND]) {
    const { refresh_token: current } = await refresh(circle, previous);
    circle.advance(wait);
    const again = await refresh(circle, previous); // the first reply was lost
    assert.equal(again.refresh_token, current);
    await circle.client(again.access_token).getProfile({});
    previous = current;
  }
});

for (const wait of [0, 31 * SECOND]) {
  Deno.test(`refresh: an ancestor ends its session and no other, after ${wait} ms`, async () => {
    await using circle = await startCircle();
    for (const rotations of [2, 3, 10]) {
      const anna = await circle.join();
      const { email, password } = anna;
      const other = await circle.client().login({ body: { email, password } });
      let latest = { refresh_token: anna.refreshToken, access_token: anna.token };
      for (let count = 0; count < rotations; count++) {
        latest = await refresh(circle, latest.refresh_token);
      }
      circle.advance(wait);
      await assertRefused(refresh(circle, anna.refreshToken), "invalid_token");
      await assertRefused(refresh(circle, latest.refresh_token), "invalid_token");
      for (const token of [anna.token, latest.access_token]) {
        await assertRefused(circle.client(token).getProfile({}), "invalid_token");
      }
      await refresh(circle, other.refresh_token);
    }
    const ends = circle.log.map((line) => JSON.parse(line))
      .filter(({ event }) => event === "session ended");
    assert.deepEqual(ends.map(({ reason }) => reason), Array(3).fill("refresh token came back"));
  });
}

Deno.test("refresh: a made-up token that names no session ends none", async () => {
  await using circle = await startCircle();
  const { refreshToken } = await circle.join();
  const { refresh_token } = await refresh(circle, refreshToken);
  const [secret = "", proof = ""] = refresh_token.split(".");
  const other = secret.startsWith("A") ? `B${secret.slice(1)}` : `A${secret.slice(1)}`;
  for (const madeUp of [other, `${other}.${proof}`, `.${proof}`, proof, "."]) {
    await assertRefused(refresh(circle, madeUp), "invalid_token");
  }
  await refresh(circle, refresh_token);
});

Deno.test("refresh: an unknown token does not wait for others who write", async () => {
  await using circle = await startCircle();
  const { refreshToken } = await circle.join();
  await circle.db.transaction().execute(async (tx) => {
    await tx.updateTable("accounts").set({ name: "Anne" }).execute();
    const unknown = refreshToken.split("").toReversed().join("");
    const outcome = findRefusal(refresh(circle, unknown));
    assert.equal((await Promise.race([outcome, pause(5_000)]))?.code, "invalid_token");
  });
});

Deno.test("refresh: a token with its session's secret and a wrong proof ends the session", async () => {
  await using circle = await startCircle();
  for (const spoil of [(token: string) => `${token}A`, (token: string) => token.split(".")[0]!]) {
    const { refreshToken } = await circle.join();
    const { refresh_token: second } = await refresh(circle, refreshToken);
    const { refresh_token: third } = await refresh(circle, second);
    await assertRefused(refresh(circle, spoil(third)), "invalid_token");
    await assertRefused(refresh(circle, third), "invalid_token");
  }
});

Deno.test("an unused session ends after 30 days", async () => {
  await using circle = await startCircle();
  const used = await circle.join();
  const unused = await circle.join();
  circle.advance(20 * DAY);
  const { refresh_token } = await refresh(circle, used.refreshToken);
  circle.advance(10 * DAY + SECOND);
  await assertRefused(refresh(circle, unused.refreshToken), "invalid_token");
  await refresh(circle, refresh_token);
});

Deno.test("a session ends after 365 days, however often it is used", async () => {
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

Deno.test("refresh: notes time and address of the last use", async () => {
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

Deno.test("refresh: a session stays one row, and no token is found in the database", async () => {
  await using circle = await startCircle();
  let { refreshToken } = await circle.join();
  const tokens = [refreshToken];
  for (let count = 0; count < 50; count++) {
    refreshToken = (await refresh(circle, refreshToken)).refresh_token;
    tokens.push(refreshToken);
  }
  const rows = await circle.db.selectFrom("sessions").selectAll().execute();
  assert.equal(rows.length, 1);
  const kept = JSON.stringify(rows);
  for (const part of new Set(tokens.flatMap((token) => token.split(".")))) {
    assert.ok(!kept.includes(part));
  }
});

function refresh({ client }: Pick<Circle, "client">, refresh_token: string) {
  return client().refresh({ body: { refresh_token } });
}
