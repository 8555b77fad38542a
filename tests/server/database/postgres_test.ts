import assert from "node:assert/strict";
import { sql } from "kysely";
import { openPostgresDatabase } from "../../../server/database/open_postgres.ts";
import { readPostgresFailure } from "../../../server/database/postgres.ts";
import { pause } from "../../support/pause.ts";
import { refuseToStart, startServerProcess } from "../../support/server_process.ts";
import { refuseInProcess, startInProcess } from "../../support/start_in_process.ts";
import { makePostgresDatabase, runSql, testDialect } from "../../support/test_database.ts";
import { GOOD_PASSWORD } from "../../support/circle.ts";

/** No server on PostgreSQL makes a data folder. */
const NO_FOLDER = "no-folder";

function testOnPostgres(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, ignore: testDialect() !== "postgres", fn });
}

testOnPostgres("servers that start together on an empty database all start", async () => {
  await using database = await makePostgresDatabase();
  await using servers = new AsyncDisposableStack();
  const started = await Promise.all(
    Array.from(
      { length: 4 },
      async () => servers.use(await startInProcess(database.settings)),
    ),
  );
  for (const { call } of started) assert.equal((await call("GET", "/ready")).json.status, "ok");
});

testOnPostgres("when a server is killed, its clients continue on the other", async () => {
  await using database = await makePostgresDatabase();
  const settings = { ...database.settings, CIRCLE_PUBLIC_URL: "https://circle.example.org" };
  await using one = await startServerProcess(NO_FOLDER, settings);
  await using elsewhere = await startInProcess(settings);
  const anna = await one.join();
  one.kill("SIGKILL");
  await one.status;
  assert.equal((await elsewhere.client(anna.token).getProfile({})).id, anna.id);
  const signedIn = await elsewhere.client().refresh({ body: { refresh_token: anna.refreshToken } });
  assert.equal((await elsewhere.client(signedIn.access_token).getProfile({})).id, anna.id);
});

testOnPostgres("a server goes on when a newer one has changed the tables it reads", async () => {
  await using database = await makePostgresDatabase();
  await using server = await startInProcess(database.settings);
  const anna = await server.join({ name: "Anna" });
  let token = anna.refreshToken;
  const readAll = async () => {
    const signedIn = await server.client().refresh({ body: { refresh_token: token } });
    token = signedIn.refresh_token;
    const client = server.client(signedIn.access_token);
    assert.equal((await client.getProfile({})).name, "Anna");
    assert.equal((await client.listFamilyMembers({ query: {} })).length, 1);
    await server.client().login({ body: { email: anna.email, password: GOOD_PASSWORD } });
  };
  for (let round = 0; round < 12; round++) await readAll(); // until their plans are kept
  for (const table of ["accounts", "sessions", "members", "families", "people"]) {
    await runSql(database.settings.CIRCLE_DATABASE_URL!, `alter table ${table} add later text`);
  }
  for (let round = 0; round < 3; round++) await readAll();
  assert.doesNotMatch(server.log.join("\n"), /unforeseen|database failure/);
});

testOnPostgres(
  "PostgreSQL itself ends a statement of 5 s, and a transaction that idles",
  async () => {
    await using test = await makePostgresDatabase();
    const url = test.settings.CIRCLE_DATABASE_URL!;
    const database = await openPostgresDatabase(url);
    await runSql(url, "insert into families values ('1', 'The Bergs', '')");
    const slow = sql`select pg_sleep(30)`.execute(database.db);
    const locked = Promise.withResolvers<void>();
    const idle = database.transaction(async (tx) => {
      const change = () => tx.updateTable("families").set({ name: "The Holms" }).execute();
      await change();
      locked.resolve();
      await pause(12_000); // as a server does that hangs
      await change();
    });
    const refusals = [
      assert.rejects(slow, (error) => hasCode(error, "57014")),
      assert.rejects(idle, (error) => readPostgresFailure(error) === "unavailable"),
    ];
    await locked.promise;
    await runSql(url, "update families set name = 'The Olsens'"); // waits for the lock
    await Promise.all(refusals);
    assert.deepEqual(await runSql(url, "select name from families"), [{ name: "The Olsens" }]);
    await database.close();
  },
);

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

testOnPostgres("a start without a usable database says what to do", async () => {
  await using database = await makePostgresDatabase();
  const url = new URL(database.settings.CIRCLE_DATABASE_URL!);
  const settingsAt = (change: (url: URL) => void) => {
    const changed = new URL(url);
    change(changed);
    return { ...database.settings, CIRCLE_DATABASE_URL: changed.href };
  };
  const { code, stderr } = await refuseToStart(NO_FOLDER, settingsAt((to) => to.port = "1"));
  assert.equal(code, 1);
  assert.match(stderr, /^.*cannot be reached.*\n$/);
  const refuse = async (change: (url: URL) => void, expected: RegExp) => {
    const { sentence } = await refuseInProcess(settingsAt(change));
    assert.match(sentence, expected);
    assert.doesNotMatch(sentence, /\n/);
  };
  await refuse(
    (to) => to.pathname = "/nothing_of_that_name",
    /does not exist: make it with createdb/,
  );
  await refuse((to) => to.username = "nobody_of_that_name", /refuses the user or the password/);
  await refuse((to) => to.protocol = "mysql:", /must look like postgres:/);
  const role = `full_${crypto.randomUUID().slice(0, 8)}`;
  await runSql(url.href, `create role ${role} login connection limit 0`);
  await refuse((to) => to.username = role, /has no connection left for this server/);
  await runSql(url.href, `drop role ${role}`);
});

testOnPostgres("the database of a newer version is refused", async () => {
  await using database = await makePostgresDatabase();
  {
    await using server = await startInProcess(database.settings);
    assert.equal((await server.call("GET", "/ready")).status, 200);
  }
  await runSql(
    database.settings.CIRCLE_DATABASE_URL!,
    "insert into kysely_migration values ('9999_future', '2099')",
  );
  const { sentence } = await refuseInProcess(database.settings);
  assert.match(sentence, /newer CircleShare/);
});
