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
    const early = rename(circle, anna, "Early");
    const login = circle.call("POST", "/login", { body: credentialsOf(anna) });
    const givenUp = Promise.all([early, login]).then(() => performance.now() - lockedAt);
    for (let count = 0; count < 20; count++) {
      const startedAt = performance.now();
      assert.equal((await anna.client.getProfile({})).name, "Anna");
      assert.equal((await circle.call("GET", "/ready")).status, 200);
      assert.ok(performance.now() - startedAt < 1_000, "a read waits for the writer");
      await pause(200);
    }
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

testOnSqlite("concurrent writes on two servers over one database are all kept", async () => {
  const settings = { CIRCLE_PUBLIC_URL: "https://circle.example.org" };
  await using circle = await startCircle(settings);
  await using second = await startCircle({ ...settings, CIRCLE_DATA_DIR: circle.dataDir });
  const people = await Promise.all(Array.from({ length: 8 }, () => circle.join()));
  await Promise.all(people.flatMap((person) =>
    Array.from({ length: 12 }, async (_, index) => {
      const server = index % 2 === 0 ? circle : second;
      assert.equal((await rename(server, person, `Name ${index}`)).status, 200);
      assert.equal(
        (await server.call("POST", "/login", { body: credentialsOf(person) })).status,
        200,
      );
    })
  ));
  using database = new DatabaseSync(`${circle.dataDir}/circle.db`, { readOnly: true });
  assert.equal(database.prepare("SELECT count(*) AS n FROM sessions").get()?.n, 8 + 8 * 12);
});

function rename(circle: Circle, { token }: Joined, name: string) {
  return circle.call("PATCH", "/profile", { token, body: { name } });
}

function credentialsOf({ email, password }: Joined) {
  return { email, password };
}
