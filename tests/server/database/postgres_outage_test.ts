import assert from "node:assert/strict";
import { GOOD_PASSWORD } from "../../support/circle.ts";
import { startPostgres } from "../../support/postgres.ts";
import { startServerProcess } from "../../support/server_process.ts";
import { makePostgresDatabase, runSql, testDialect } from "../../support/test_database.ts";

/** Milliseconds for which PostgreSQL is gone. */
const OUTAGE = 10_000;

Deno.test({
  name:
    "while PostgreSQL is gone for ten seconds nothing is lost, and all goes on afterwards by itself",
  ignore: testDialect() !== "postgres",
  fn: async () => {
    await using postgres = await startPostgres();
    assert.ok(postgres, "the run of the tests has found PostgreSQL");
    await using database = await makePostgresDatabase(postgres.url);
    await using server = await startServerProcess("no-folder", database.settings);
    const load = startLoad(server.url);
    await pause(1_500);
    await postgres.stop();
    await pause(OUTAGE);
    assert.equal((await fetch(`${server.url}/health`)).status, 200, "the server itself is alive");
    await refuseNow(`${server.url}/ready`);
    await postgres.start();
    await waitUntilReady(server.url);
    await pause(1_000);
    const { acknowledged, statuses } = await load.stop();
    assert.deepEqual([...new Set(statuses)].sort(), [201, 503]);
    assert.ok(statuses.slice(-5).includes(201), "registering works again");
    const rows = await runSql(database.settings.CIRCLE_DATABASE_URL!, "select email from accounts");
    const kept = rows.map(({ email }) => email);
    assert.equal(new Set(kept).size, kept.length, "nothing is there twice");
    assert.deepEqual(acknowledged.filter((email) => !kept.includes(email)), []);
  },
});

/** Registers one account after another, four at a time, until it is stopped. */
function startLoad(url: string) {
  const acknowledged: string[] = [];
  const statuses: number[] = [];
  let isRunning = true;
  const workers = Array.from({ length: 4 }, async () => {
    while (isRunning) {
      const email = `${crypto.randomUUID()}@example.org`;
      const response = await fetch(`${url}/register`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ email, name: "Anna", password: GOOD_PASSWORD }),
      });
      await response.body?.cancel();
      statuses.push(response.status);
      if (response.status === 201) acknowledged.push(email);
      if (response.status === 503) {
        assert.match(response.headers.get("retry-after") ?? "", /^[1-9]/);
        await pause(100);
      }
    }
  });
  return {
    stop: async () => {
      isRunning = false;
      await Promise.all(workers);
      return { acknowledged, statuses };
    },
  };
}

async function refuseNow(url: string): Promise<void> {
  const response = await fetch(url);
  await response.body?.cancel();
  assert.equal(response.status, 503);
}

async function waitUntilReady(url: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const response = await fetch(`${url}/ready`);
    await response.body?.cancel();
    if (response.status === 200) return;
    await pause(200);
  }
  throw new Error("the server does not become ready again");
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
