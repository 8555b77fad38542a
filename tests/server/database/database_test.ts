import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { type Circle, type Joined, startCircle } from "../../support/circle.ts";
import { testOnSqlite } from "../../support/test_on_sqlite.ts";

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
