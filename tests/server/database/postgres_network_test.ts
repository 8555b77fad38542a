import assert from "node:assert/strict";
import { sql } from "kysely";
import { findOpenSession } from "../../../server/auth/sessions.ts";
import { openPostgresDatabase } from "../../../server/database/open_postgres.ts";
import { readPostgresFailure } from "../../../server/database/postgres.ts";
import { startServerProcess } from "../../support/server_process.ts";
import { startSilentProxy } from "../../support/silent_proxy.ts";
import { startInProcess } from "../../support/start_in_process.ts";
import { makePostgresDatabase, runSql, testDialect } from "../../support/test_database.ts";
import { waitFor } from "../../support/wait_for.ts";

/** Milliseconds after which a request is given up, and in which a server ends. */
const DEADLINE = { answer: 9_000, stop: 10_000 } as const;

function testOnPostgres(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, ignore: testDialect() !== "postgres", fn });
}

testOnPostgres(
  "while the network drops packets requests get 503; the server recovers automatically",
  async () => {
    await using database = await makePostgresDatabase();
    await using proxy = startSilentProxy(portOf(database.settings.CIRCLE_DATABASE_URL!));
    await using server = await startInProcess(settingsBehind(proxy.port, database.settings));
    const { token } = await server.join();
    proxy.silence();
    const startedAt = performance.now();
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => server.call("GET", "/profile", { token })),
    );
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([503]));
    assert.ok(performance.now() - startedAt < 2 * DEADLINE.answer);
    proxy.resume();
    await waitFor("an answer", async () => {
      return (await server.call("GET", "/profile", { token })).status === 200 || undefined;
    });
  },
);

testOnPostgres(
  "while the network drops packets the sessions of many requests are given up in time",
  async () => {
    await using database = await makePostgresDatabase();
    await using proxy = startSilentProxy(portOf(database.settings.CIRCLE_DATABASE_URL!));
    const url = addressBehind(proxy.port, database.settings);
    const { db, close } = await openPostgresDatabase(url);
    const find = () => {
      const [accountId, sessionId] = [crypto.randomUUID(), crypto.randomUUID()];
      return findOpenSession(db, { accountId, sessionId }, new Date());
    };
    try {
      proxy.silence();
      const startedAt = performance.now();
      const asked = await Promise.allSettled(Array.from({ length: 300 }, find));
      assert.ok(performance.now() - startedAt < DEADLINE.answer);
      const failures = asked.map((each) =>
        each.status === "rejected" && readPostgresFailure(each.reason)
      );
      assert.deepEqual(new Set(failures), new Set(["unavailable"]));
      proxy.resume();
      assert.equal(await find(), undefined);
    } finally {
      await close();
    }
  },
);

testOnPostgres(
  "a change whose commit is not answered gets a 503 that says it may be saved",
  async () => {
    await using database = await makePostgresDatabase();
    await using proxy = startSilentProxy(portOf(database.settings.CIRCLE_DATABASE_URL!));
    await using server = await startInProcess(settingsBehind(proxy.port, database.settings));
    const { token } = await server.join();
    proxy.cutAfter("commit\0"); // and not "read committed"
    const unsure = await server.call("PATCH", "/profile", { token, body: { name: "Unsure" } });
    assert.equal(unsure.status, 503);
    assert.match(unsure.json.detail, /It may be saved: look before you repeat it/);
    await waitFor(
      "its line of the log",
      () => Promise.resolve(/"failure":"unconfirmed"/.test(server.log.join("")) || undefined),
    );
    await waitFor("the change", async () => {
      const { json } = await server.call("GET", "/profile", { token });
      return json.name === "Unsure" || undefined;
    });
  },
);

testOnPostgres("while the network drops packets SIGTERM ends the server", async () => {
  await using database = await makePostgresDatabase();
  await using proxy = startSilentProxy(portOf(database.settings.CIRCLE_DATABASE_URL!));
  const settings = settingsBehind(proxy.port, database.settings);
  await using server = await startServerProcess("no-folder", settings);
  const { token } = await server.join();
  proxy.silence();
  const request = server.call("GET", "/profile", { token }).catch(() => undefined);
  const toldAt = performance.now();
  server.kill("SIGTERM");
  const { code } = await server.status;
  assert.ok(performance.now() - toldAt < DEADLINE.stop);
  assert.equal(code, 0);
  await request;
});

testOnPostgres(
  "a server is not ready on a read-only database, or one of a newer version",
  async () => {
    await using database = await makePostgresDatabase();
    const url = database.settings.CIRCLE_DATABASE_URL!;
    await using server = await startInProcess(database.settings);
    assert.equal((await server.call("GET", "/ready")).status, 200);
    await runSql(url, "insert into kysely_migration values ('9999_future', '2099')");
    assert.equal((await server.call("GET", "/ready")).status, 503);
    await runSql(url, "delete from kysely_migration where name = '9999_future'");
    assert.equal((await server.call("GET", "/ready")).status, 200);
    const name = new URL(url).pathname.slice(1);
    await runSql(
      url,
      `alter database ${name} set default_transaction_read_only = on;
     select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid()`,
    );
    await waitFor("no readiness", async () => {
      const { status } = await server.call("GET", "/ready");
      assert.notEqual(status, 200);
      return /read-only/.test(server.log.join("")) || undefined;
    });
  },
);

testOnPostgres(
  "with no free connection in PostgreSQL, a server shares those it has",
  async () => {
    await using database = await makePostgresDatabase();
    const url = new URL(database.settings.CIRCLE_DATABASE_URL!);
    const name = url.pathname.slice(1);
    const role = `limited_${crypto.randomUUID().slice(0, 8)}`; // a superuser has no limit
    await runSql(
      url.href,
      `create role ${role} login; alter database ${name} owner to ${role};
       alter database ${name} connection limit 2`,
    );
    const limited = new URL(url);
    limited.username = role;
    const { db, close } = await openPostgresDatabase(limited.href);
    try {
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => sql`select pg_sleep(0.01)`.execute(db)),
      );
      assert.equal(answers.length, 20);
    } finally {
      await close();
      await runSql(url.href, `reassign owned by ${role} to circle; drop role ${role}`);
    }
  },
);

function portOf(url: string): number {
  return Number(new URL(url).port);
}

function settingsBehind(port: number, settings: Readonly<Record<string, string>>) {
  return { ...settings, CIRCLE_DATABASE_URL: addressBehind(port, settings) };
}

function addressBehind(port: number, settings: Readonly<Record<string, string>>): string {
  const url = new URL(settings.CIRCLE_DATABASE_URL!);
  url.port = String(port);
  return url.href;
}
