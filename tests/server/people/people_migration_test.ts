import assert from "node:assert/strict";
import { type Dialect, Kysely } from "kysely";
import { migrate } from "../../../server/database/migrate.ts";
import { MIGRATIONS } from "../../../server/database/migrations/mod.ts";
import { createMigrationDialect } from "../../../server/database/postgres.ts";
import { createSqliteDialect } from "../../../server/database/sqlite.ts";
import type { Tables } from "../../../server/database/tables.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";
import { makePostgresDatabase, testDialect } from "../../support/test_database.ts";

Deno.test({
  name: "the migration gives every member an entry among the people of their family",
  ignore: testDialect() === "pglite", // PGlite is tried where no server is, by the other tests
  fn: async () => {
    await using folder = await makeTempFolder();
    await using database = testDialect() === "postgres" ? await makePostgresDatabase() : undefined;
    const url = database?.settings.CIRCLE_DATABASE_URL;
    await shapeAndCheck(
      url === undefined ? createSqliteDialect(`${folder.path}/c.db`) : createMigrationDialect(url),
    );
  },
});

async function shapeAndCheck(dialect: Dialect): Promise<void> {
  const db = new Kysely<Tables>({ dialect });
  const before = Object.entries(MIGRATIONS).filter(([name]) => name < "0005");
  await migrate(db, Object.fromEntries(before));
  const size = 2500; // more than the migration reads at once
  const ids = Array.from({ length: size }, () => crypto.randomUUID()).sort();
  const created_at = "2026-01-02T03:04:05.678Z";
  const families = ["a", "b"].map((id) => ({ id, name: id, created_at }));
  await db.insertInto("families").values(families).execute();
  for (let start = 0; start < size; start += 500) {
    const chunk = ids.slice(start, start + 500);
    await db.insertInto("accounts").values(
      chunk.map((id) => ({ ...LOGIN, id, email: id, email_key: id, name: `Ä ${id}`, created_at })),
    ).execute();
    await db.insertInto("members").values(
      chunk.flatMap((account_id) =>
        families.slice(0, account_id < "8" ? 1 : 2).map(({ id: family_id }) => ({
          family_id,
          account_id,
          name_key: `a ${account_id}`,
          role: "member" as const,
          joined_at: created_at,
        }))
      ),
    ).execute();
  }
  await migrate(db);
  const stamps = await db.selectFrom("families").select("people_stamp").execute();
  const names = new Set(stamps.map(({ people_stamp }) => people_stamp).filter(Boolean));
  assert.equal(names.size, families.length, "each family has a stamp of its own");
  const members = await db.selectFrom("members").select(["family_id", "account_id", "name_key"])
    .orderBy("family_id").orderBy("account_id").execute();
  const people = await db.selectFrom("people").selectAll()
    .orderBy("family_id").orderBy("account_id").execute();
  assert.deepEqual(
    people.map(({ family_id, account_id, name_key }) => ({ family_id, account_id, name_key })),
    members.map((member) => ({ ...member })),
  );
  assert.equal(new Set(people.map(({ id }) => id)).size, members.length);
  const { id, ...person } = people[0]!;
  assert.match(id, /^019b7ca9-8f2e-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/); // of that moment
  assert.deepEqual({ ...person }, {
    ...NOTHING_KNOWN,
    family_id: "a",
    account_id: ids[0],
    name: `Ä ${ids[0]}`,
    name_key: `a ${ids[0]}`,
    created_at,
    updated_at: created_at,
  });
  await db.destroy();
}

const LOGIN = { password_hash: "none" };

const NOTHING_KNOWN = {
  family_name: null,
  birth_year: null,
  birth_month: null,
  birth_day: null,
  deceased: 0,
  death_year: null,
  death_month: null,
  death_day: null,
  phone: null,
  email: null,
  address: null,
  note: null,
  created_by: null,
  former_account_id: null,
};
