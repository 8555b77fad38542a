import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { type Circle, type Joined, startCircle } from "../../support/circle.ts";
import { pause } from "../../support/pause.ts";
import { testOnSqlite } from "../../support/test_on_sqlite.ts";

testOnSqlite(
  "during a long write of another program reads work, and writes get 503",
  async () => {
    await using circle = await startCircle();
    const anna = await circle.join();
    using other = new DatabaseSync(`${circle.dataDir}/circle.db`);
    other.exec("BEGIN IMMEDIATE");
    const lockedAt = performance.now();
    let isGivenUp = false;
    let read = 0;
    const early = rename(circle, anna, "Early");
    const login = circle.call("POST", "/login", { body: credentialsOf(anna) });
    const givenUp = Promise.all([early, login]).then(() => performance.now() - lockedAt);
    void early.then(() => isGivenUp = true);
    for (let count = 0; count < 20; count++) {
      assert.equal((await anna.client.getProfile({})).name, "Anna");
      assert.equal((await circle.call("GET", "/ready")).status, 200);
      if (!isGivenUp) read++;
      await pause(200);
    }
    assert.ok(read >= 5, `${read} reads while a write waits for the other writer`);
    const late = rename(circle, anna, "Late"); // soon enough to see the end of it
    for (const { status, json, headers } of [await early, await login]) {
      assert.equal(status, 503);
      assert.equal(json.code, "database_unavailable");
      assert.match(headers.get("retry-after") ?? "", /^[1-9]\d*$/);
    }
    assert.ok(await givenUp < 15_000, "a write is given up too late");
    other.exec("ROLLBACK");
    assert.equal((await late).status, 200);
    assert.equal((await anna.client.getProfile({})).name, "Late");
  },
);

testOnSqlite("a server starts during a long write of another program", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  await circle.stop();
  using other = new DatabaseSync(`${circle.dataDir}/circle.db`);
  other.exec("BEGIN IMMEDIATE");
  await circle.restart();
  assert.equal((await anna.client.getProfile({})).name, "Anna");
  other.exec("ROLLBACK");
  assert.equal((await rename(circle, anna, "Anne")).status, 200);
});

function rename(circle: Circle, { token }: Joined, name: string) {
  return circle.call("PATCH", "/profile", { token, body: { name } });
}

function credentialsOf({ email, password }: Joined) {
  return { email, password };
}
