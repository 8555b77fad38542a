import assert from "node:assert/strict";
import { sql } from "kysely";
import type { Db } from "../../../server/database/database.ts";
import { readPostgresFailure } from "../../../server/database/postgres.ts";
import { startCircle } from "../../support/circle.ts";
import { pause } from "../../support/pause.ts";
import { testDialect } from "../../support/test_database.ts";

const READERS = 16;
const ROUNDS = 10;

const END_THE_OTHERS = sql`select pg_terminate_backend(pid) from pg_stat_activity
  where datname = current_database() and pid <> pg_backend_pid()`;

/** Ends all connections but that on which this is said, which may itself be broken already. */
async function endTheOthers(db: Db): Promise<void> {
  try {
    await END_THE_OTHERS.execute(db);
  } catch (error) {
    assert.equal(readPostgresFailure(error), "unavailable");
  }
}

Deno.test({
  name: "connections that PostgreSQL closes under load are replaced",
  ignore: testDialect() !== "postgres",
  fn: async () => {
    await using circle = await startCircle();
    const { token } = await circle.join();
    let isReading = true;
    const statuses = new Set<number>();
    const readers = Array.from({ length: READERS }, async () => {
      while (isReading) statuses.add((await circle.call("GET", "/profile", { token })).status);
    });
    for (let round = 0; round < ROUNDS; round++) {
      await pause(50);
      await endTheOthers(circle.db);
    }
    isReading = false;
    await Promise.all(readers);
    assert.deepEqual(statuses.union(new Set([200, 503])), new Set([200, 503]));
    assert.equal((await circle.call("GET", "/profile", { token })).status, 200);
  },
});
