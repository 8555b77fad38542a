import assert from "node:assert/strict";
import { Kysely, sql } from "kysely";
import type { Database } from "../../../server/database/database.ts";
import { migrate, type Migrations } from "../../../server/database/migrate.ts";
import { openPostgresDatabase } from "../../../server/database/open_postgres.ts";
import { createMigrationDialect, readPostgresFailure } from "../../../server/database/postgres.ts";
import type { Tables } from "../../../server/database/tables.ts";
import { GOOD_PASSWORD } from "../../support/circle.ts";
import { dumpCircle } from "../../support/hosted_circle.ts";
import { pause } from "../../support/pause.ts";
import { PGBOUNCER, startPgBouncer } from "../../support/pgbouncer.ts";
import { backUp } from "../../support/run_admin.ts";
import { startInProcess } from "../../support/start_in_process.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";
import { makePostgresDatabase, runSql, testDialect } from "../../support/test_database.ts";
import { TINY_PICTURE } from "../../support/tiny_picture.ts";

const IGNORED = testDialect() !== "postgres" || PGBOUNCER === undefined;

/** Failed logins of an account in 15 minutes. */
const ALLOWED = 10;

Deno.test({
  name: "PgBouncer with its usual settings: several servers start on an empty database and serve",
  ignore: IGNORED,
  fn: async () => {
    await using folder = await makeTempFolder();
    await using database = await makePostgresDatabase();
    await using bouncer = await startPgBouncer(database.settings.CIRCLE_DATABASE_URL!);
    const settings = {
      ...database.settings,
      CIRCLE_DATABASE_URL: bouncer.url,
      CIRCLE_PHOTOS_DIR: `${folder.path}/photos`,
      CIRCLE_PUBLIC_URL: "https://circle.example.org",
    };
    await using servers = new AsyncDisposableStack();
    const [one, two] = await Promise.all(
      [1, 2, 3].map(async () => servers.use(await startInProcess(settings))),
    );
    const anna = await one!.join({ name: "Anna" });
    const params = { family_id: anna.family };
    const { code: invite } = await anna.client.createInvite({ params, body: { max_uses: 5 } });
    const joined = await Promise.allSettled(
      [one!, two!].flatMap((server) => [1, 2, 3, 4].map(() => server.join({ invite }))),
    );
    assert.equal(joined.filter(({ status }) => status === "fulfilled").length, 5);
    const elsewhere = two!.client(anna.token);
    const { id } = await elsewhere.createPhoto({ params, body: TINY_PICTURE });
    await elsewhere.createPost({ params, body: { text: "Hello", photos: [{ id }] } });
    assert.equal((await anna.client.listPosts({ params })).length, 1);
    assert.equal((await elsewhere.listFamilyMembers({ query: {} })).length, 6);

    const refusals = await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        [one!, two!][index % 2]!.call("POST", "/login", {
          body: { email: anna.email, password: "not the password at all" },
        })),
    );
    const statuses = refusals.map(({ status }) => status);
    assert.equal(statuses.filter((status) => status === 401).length, ALLOWED, statuses.join());
    assert.equal(statuses.filter((status) => status === 429).length, 30 - ALLOWED);

    await anna.client.changePassword({
      body: { current_password: GOOD_PASSWORD, new_password: `${GOOD_PASSWORD} again` },
    });
    await anna.client.logout({ query: { scope: "all" } });
    assert.equal((await two!.call("GET", "/profile", { token: anna.token })).status, 401);

    await backUp(settings, folder.path);
    assert.deepEqual(
      await dumpCircle(settings),
      await dumpCircle({ ...settings, ...database.settings }),
    );
  },
});

Deno.test({
  name: "PgBouncer that hides which settings it ignores: everyone is served, and as themselves",
  ignore: IGNORED,
  fn: async () => {
    await using database = await makePostgresDatabase();
    await using bouncer = await startPgBouncer(
      database.settings.CIRCLE_DATABASE_URL!,
      "ignore_startup_parameters = statement_timeout,idle_in_transaction_session_timeout",
      "default_pool_size = 3", // so that clients take turns with a connection
    );
    const settings = {
      ...database.settings,
      CIRCLE_DATABASE_URL: bouncer.url,
      CIRCLE_PUBLIC_URL: "https://circle.example.org",
    };
    await using servers = new AsyncDisposableStack();
    const start = () => startInProcess(settings);
    const [one, two] = [servers.use(await start()), servers.use(await start())];
    const people = await Promise.all(["Anna", "Ben", "Clara"].map((name) => one.join({ name })));
    for (let round = 0; round < 10; round++) {
      await Promise.all(people.flatMap(({ token, id }) =>
        [one, two].map(async (server) => {
          const client = server.client(token);
          assert.equal((await client.getProfile({})).id, id);
          assert.equal((await client.listFamilyMembers({ query: {} }))[0]?.id, id);
        })
      ));
    }
  },
});

Deno.test({
  name: "PgBouncer with its usual settings: PostgreSQL ends statements and idle transactions",
  ignore: IGNORED,
  fn: async () => {
    await using test = await makePostgresDatabase();
    await using bouncer = await startPgBouncer(test.settings.CIRCLE_DATABASE_URL!);
    const database = await openPostgresDatabase(bouncer.url);
    try {
      const startedAt = performance.now();
      await assert.rejects(
        database.transaction((tx) => sql`select pg_sleep(30)`.execute(tx)),
        { code: "57014" },
      );
      assert.ok(performance.now() - startedAt < 15_000);
      assert.equal(await readTimeout(database), "0", "no setting stays behind");
      await assert.rejects(
        database.transaction(async (tx) => {
          await sql`select 1`.execute(tx);
          await pause(12_000); // as a server does that hangs
          await sql`select 1`.execute(tx);
        }),
        (error) => readPostgresFailure(error) === "unavailable",
      );
      await assert.rejects(
        sql`select pg_sleep(30)`.execute(database.db),
        /PostgreSQL did not answer within 6 s/,
      );
      assert.equal(await readTimeout(database), "0", "and others are served");
      const name = new URL(bouncer.url).pathname.slice(1);
      await runSql(bouncer.url, `alter database ${name} set statement_timeout = '200ms'`);
      await assertMigratesSlowly(test.settings.CIRCLE_DATABASE_URL!);
    } finally {
      await database.close();
    }
  },
});

/** A migration may take longer than any timeout that the host gave the role or the database. */
async function assertMigratesSlowly(url: string): Promise<void> {
  const db = new Kysely<Tables>({ dialect: createMigrationDialect(url) });
  const slow: Migrations = {
    "0001_slow": { up: async (tx) => void await sql`select pg_sleep(1)`.execute(tx) },
  };
  try {
    await sql`drop schema public cascade`.execute(db);
    await sql`create schema public`.execute(db);
    await migrate(db, slow);
  } finally {
    await db.destroy();
  }
}

async function readTimeout({ db }: Database): Promise<string | undefined> {
  const { rows } = await sql<{ statement_timeout: string }>`show statement_timeout`.execute(db);
  return rows[0]?.statement_timeout;
}
