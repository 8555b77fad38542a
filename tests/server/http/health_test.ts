import assert from "node:assert/strict";
import { sql } from "kysely";
import { MIGRATIONS } from "../../../server/database/migrations/mod.ts";
import { startCircle } from "../../support/circle.ts";

Deno.test("ready: 503 on a database that misses a migration or has a newer one", async () => {
  await using circle = await startCircle();
  const ready = async () => (await circle.call("GET", "/ready")).status;
  await sql`insert into kysely_migration (name, timestamp) values ('9999_newer', '')`
    .execute(circle.db);
  assert.equal(await ready(), 503);
  await sql`delete from kysely_migration where name = '9999_newer'`.execute(circle.db);
  assert.equal(await ready(), 200);
  const last = Object.keys(MIGRATIONS).at(-1)!;
  await sql`delete from kysely_migration where name = ${last}`.execute(circle.db);
  assert.equal(await ready(), 503);
  await sql`insert into kysely_migration (name, timestamp) values (${last}, '')`.execute(circle.db);
  assert.equal(await ready(), 200);
});

Deno.test("a server is not ready on a database that has lost the list of its migrations", async () => {
  await using circle = await startCircle();
  assert.equal((await circle.call("GET", "/ready")).status, 200);
  const rename = (from: string, to: string) =>
    circle.db.schema.alterTable(from).renameTo(to).execute();
  await rename("kysely_migration", "lost");
  assert.equal((await circle.call("GET", "/ready")).status, 503);
  assert.equal((await circle.call("GET", "/health")).status, 200);
  await rename("lost", "kysely_migration"); // for the next test on this database
});

Deno.test("a monitor may add a query to what it asks", async () => {
  await using circle = await startCircle();
  for (const path of ["/health", "/ready", "/openapi.json", "/docs"]) {
    assert.equal((await circle.call("GET", `${path}?x=1&x=%ff&`)).status, 200, path);
  }
});

Deno.test("health: names the public URL, or else the address that is listened on", async () => {
  await using circle = await startCircle();
  const publicUrl = async () => (await circle.client().getHealth({})).public_url;
  assert.equal(await publicUrl(), circle.url);
  await circle.restart({ CIRCLE_PUBLIC_URL: "https://circle.example.org/" });
  assert.equal(await publicUrl(), "https://circle.example.org");
});
