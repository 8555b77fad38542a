import assert from "node:assert/strict";
import { startCircle } from "../../support/circle.ts";

Deno.test("a server is not ready on a database that has lost the list of its migrations", async () => {
  await using circle = await startCircle();
  assert.equal((await circle.call("GET", "/ready")).status, 200);
  await circle.db.schema.dropTable("kysely_migration").execute();
  assert.equal((await circle.call("GET", "/ready")).status, 503);
  assert.equal((await circle.call("GET", "/health")).status, 200);
});
