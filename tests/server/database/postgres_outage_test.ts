import assert from "node:assert/strict";
import { GOOD_PASSWORD } from "../../support/circle.ts";
import { pause } from "../../support/pause.ts";
import { startPostgres } from "../../support/postgres.ts";
import { startInProcess } from "../../support/start_in_process.ts";
import { makePostgresDatabase, runSql, testDialect } from "../../support/test_database.ts";
import { waitFor } from "../../support/wait_for.ts";

/** Milliseconds for which PostgreSQL is gone. */
const OUTAGE = 10_000;

Deno.test({
  name: "an outage of PostgreSQL of ten seconds loses nothing; the server recovers automatically",
  ignore: testDialect() !== "postgres",
  fn: async () => {
    await using host = await startOwnHost();
    const { postgres, database, server } = host;
    const load = startLoad(server.url);
    await load.moreRegister();
    await postgres.stop();
    await pause(OUTAGE);
    assert.equal((await fetch(`${server.url}/health`)).status, 200, "the server itself is alive");
    await refuseNow(`${server.url}/ready`);
    await postgres.start();
    await waitUntilReady(server.url);
    await load.moreRegister();
    const { acknowledged, statuses } = await load.stop();
    assert.deepEqual([...new Set(statuses)].sort(), [201, 503]);
    const rows = await runSql(database.settings.CIRCLE_DATABASE_URL!, "select email from accounts");
    const kept = rows.map(({ email }) => email);
    assert.equal(new Set(kept).size, kept.length, "nothing is there twice");
    assert.deepEqual(acknowledged.filter((email) => !kept.includes(email)), []);
  },
});

Deno.test({
  name: "a change that the standby of PostgreSQL does not confirm is not answered as saved",
  ignore: testDialect() !== "postgres",
  fn: async () => {
    await using host = await startOwnHost();
    const { postgres, server } = host;
    const anna = await server.join();
    const rename = (name: string) =>
      server.call("PATCH", "/profile", { token: anna.token, body: { name } });
    await using _held = await holdCommits(postgres.url);
    const { status } = await rename("Anna Berg");
    await setStandby(postgres.url, "");
    assert.equal(status, 503);
    assert.equal((await rename("Anna Holm")).status, 200);
  },
});

/** A server with a PostgreSQL that no other test uses. */
async function startOwnHost() {
  await using started = new AsyncDisposableStack();
  const postgres = await startPostgres();
  assert.ok(postgres, "the run of the tests has found PostgreSQL");
  started.use(postgres);
  const database = started.use(await makePostgresDatabase(postgres.url));
  const server = started.use(await startInProcess(database.settings));
  const running = started.move();
  return { postgres, database, server, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

/**
 * Makes commits wait for a standby that is gone; they do once PostgreSQL has told all its processes,
 * so a commit is made until one waits.
 */
async function holdCommits(url: string): Promise<AsyncDisposable> {
  await setStandby(url, "gone");
  let waiting: Promise<unknown> | undefined;
  await waitFor("a commit that waits", async () => {
    let isDone = false;
    const commit = runSql(url, "select pg_logical_emit_message(true, '', '')");
    waiting = commit.finally(() => isDone = true);
    while (!isDone) {
      const [found] = await runSql(
        url,
        "select 1 from pg_stat_activity where wait_event = 'SyncRep'",
      );
      if (found) return true;
    }
  });
  return { [Symbol.asyncDispose]: async () => void await waiting };
}

/** Commits wait from now on for a standby of a name. */
async function setStandby(url: string, name: string): Promise<void> {
  await runSql(url, `alter system set synchronous_standby_names = '${name}'`);
  await runSql(url, "select pg_reload_conf()");
}

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
  const ended = Promise.all(workers);
  ended.catch(() => {}); // `stop` tells of it
  return {
    moreRegister: async () => {
      const wanted = acknowledged.length + 5;
      await waitFor(
        "five more accounts",
        () => Promise.resolve(acknowledged.length >= wanted || undefined),
      );
    },
    stop: async () => {
      isRunning = false;
      await ended;
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
  await waitFor("the server that is ready again", async () => {
    const response = await fetch(`${url}/ready`);
    await response.body?.cancel();
    return response.status === 200 || undefined;
  });
}
