import assert from "node:assert/strict";
import { Kysely, sql } from "kysely";
import type { Db } from "../../../server/database/database.ts";
import { migrate } from "../../../server/database/migrate.ts";
import { MIGRATIONS } from "../../../server/database/migrations/mod.ts";
import { createMigrationDialect } from "../../../server/database/postgres.ts";
import { createSqliteDialect } from "../../../server/database/sqlite.ts";
import type { Tables } from "../../../server/database/tables.ts";
import { GOOD_PASSWORD } from "../../support/circle.ts";
import { insertOldRows, listOldRows, OLD, type OldRow } from "../../support/old_rows.ts";
import { startInProcess } from "../../support/start_in_process.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";
import { makePostgresDatabase, testDialect } from "../../support/test_database.ts";

const NAMES = Object.keys(MIGRATIONS);

Deno.test({
  name: "a database of every earlier version is updated, and all of it can be read",
  ignore: testDialect() === "pglite", // it has no server that could be stopped and started
  fn: async (test) => {
    const rows = await listOldRows();
    for (const [index, name] of NAMES.entries()) {
      await test.step(name, async () => {
        await using folder = await makeTempFolder();
        await using database = testDialect() === "postgres"
          ? await makePostgresDatabase()
          : undefined;
        const settings = { CIRCLE_DATA_DIR: folder.path, ...database?.settings };
        await fillOldDatabase(settings, { version: index + 1, rows });
        await assertReadable(settings, index + 1);
      });
    }
  },
});

type Settings = Readonly<Record<string, string>>;

/** Makes a database as the program of a version left it, with something in every table. */
async function fillOldDatabase(
  settings: Settings,
  { version, rows }: { readonly version: number; readonly rows: readonly OldRow[] },
): Promise<void> {
  const url = settings.CIRCLE_DATABASE_URL;
  const db: Db = new Kysely<Tables>({
    dialect: url === undefined
      ? createSqliteDialect(`${settings.CIRCLE_DATA_DIR}/circle.db`)
      : createMigrationDialect(url),
  });
  try {
    await migrate(db, Object.fromEntries(Object.entries(MIGRATIONS).slice(0, version)));
    await insertOldRows(db, version, rows);
    for (const { name } of await db.introspection.getTables()) {
      if (name.startsWith("search_")) continue; // filled by triggers
      const { rows } = await sql`select 1 from ${sql.table(name)} limit 1`.execute(db);
      assert.equal(rows.length, 1, `tests/support/old_rows.ts needs a row of ${name}`);
    }
  } finally {
    await db.destroy();
  }
}

/** Starts this program on it, and reads as a member does. */
async function assertReadable(settings: Settings, version: number): Promise<void> {
  await using server = await startInProcess(settings);
  const { call, client } = server;
  const anna = { email: "anna@example.org", password: GOOD_PASSWORD };
  const { access_token } = await client().login({ body: anna });
  const signedIn = client(access_token);
  const params = { family_id: OLD.family };
  const profile = await signedIn.getProfile({});
  assert.deepEqual(profile.families, [{ id: OLD.family, name: "The Bergs", role: "owner" }]);
  const members = await signedIn.listMembers({ params });
  assert.deepEqual(members.map(({ name, role }) => [name, role]), [
    ["Anna Berg", "owner"],
    ["Ben Berg", "member"],
  ]);
  const people = (await signedIn.listPeople({ params })).map(({ name }) => name);
  assert.deepEqual(people.sort(), ["Anna Berg", "Ben Berg", ...version < 5 ? [] : ["Oma Zoë"]]);
  const { refresh_token } = await client().refresh({ body: { refresh_token: OLD.refreshToken } });
  assert.ok(refresh_token, "the session of before goes on");
  assert.equal((await signedIn.listInvites({ params })).length, version < 2 ? 0 : 1);
  assert.equal((await signedIn.listFamilyLog({ params })).length, version < 2 ? 0 : 1);
  const byScript = await call("GET", "/profile", { token: OLD.scriptToken });
  assert.equal(byScript.status, version < 3 ? 401 : 200);
  assert.equal((await signedIn.listFeeds({ params })).length, version < 5 ? 0 : 1);
  assert.equal((await signedIn.listPasskeys({})).length, version < 17 ? 0 : 1);
  const posts = await signedIn.listPosts({ params });
  assert.deepEqual(
    posts.map((
      { text, happened_on, reactions, comments, photos },
    ) => [text, happened_on, reactions.heart, comments, photos.length]),
    version < 12 ? [] : [["Erster Schultag 🎒", "2024-07", 1, 1, version < 16 ? 0 : 1]],
  );
  const found = await signedIn.listPosts({ params, query: { q: "zoe" } });
  assert.equal(found.length, version < 12 ? 0 : 1);
  await signedIn.createPerson({ params, body: { name: "Lea" } });
}
