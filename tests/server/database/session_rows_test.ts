import assert from "node:assert/strict";
import { Kysely, sql } from "kysely";
import { migrate } from "../../../server/database/migrate.ts";
import { MIGRATIONS } from "../../../server/database/migrations/mod.ts";
import { createMigrationDialect } from "../../../server/database/postgres.ts";
import { createSqliteDialect } from "../../../server/database/sqlite.ts";
import type { Tables } from "../../../server/database/tables.ts";
import { hashSecret } from "../../../server/auth/secrets.ts";
import { assertRefused } from "../../support/refusal.ts";
import { startInProcess } from "../../support/start_in_process.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";
import { makePostgresDatabase, testDialect } from "../../support/test_database.ts";

const OLD_MIGRATIONS = Object.fromEntries(
  Object.entries(MIGRATIONS).filter(([name]) => name < "0006"),
);
const isPostgres = testDialect() === "postgres";

Deno.test({
  name: "migration 0006: sessions of an older database stay valid",
  ignore: testDialect() === "pglite", // it has no server that could be stopped and started
  fn: async () => {
    await using folder = await makeTempFolder();
    await using database = isPostgres ? await makePostgresDatabase() : undefined;
    const url = database?.settings.CIRCLE_DATABASE_URL;
    await fillOldDatabase(`${folder.path}/circle.db`, url);
    await using server = await startInProcess({
      CIRCLE_DATA_DIR: folder.path,
      ...database?.settings,
    });

    const refresh = (refresh_token: string) => server.client().refresh({ body: { refresh_token } });
    const { refresh_token, access_token } = await refresh("current");
    assert.equal((await server.client(access_token).getProfile({})).name, "Anna");
    assert.equal((await refresh("current")).refresh_token, refresh_token, "the reply was lost");
    await assertRefused(refresh("replaced"), "invalid_token");
    const { refresh_token: next } = await refresh(refresh_token);
    await refresh(next);
    await assertRefused(refresh("current"), "invalid_token");
    await assertRefused(server.client(access_token).getProfile({}), "invalid_token");
  },
});

/** A database as it was before the migration: Anna has a session that was refreshed once. */
async function fillOldDatabase(file: string, url: string | undefined): Promise<void> {
  const dialect = url === undefined ? createSqliteDialect(file) : createMigrationDialect(url);
  const db = new Kysely<Tables>({ dialect });
  try {
    await migrate(db, OLD_MIGRATIONS);
    const account = crypto.randomUUID();
    const session = crypto.randomUUID();
    const now = new Date().toISOString();
    await sql`insert into accounts (id, email, email_key, name, password_hash, created_at)
      values (${account}, 'anna@example.org', 'anna@example.org', 'Anna', '', ${now})`.execute(db);
    await sql`insert into sessions (id, account_id, device, address, created_at, last_used_at)
      values (${session}, ${account}, '', '', ${now}, ${now})`.execute(db);
    for (const [token, replacedAt, salt] of [["replaced", now, "salt"], ["current", null, null]]) {
      await sql`insert into refresh_tokens (hash, session_id, created_at, replaced_at, successor_salt)
        values (${hashSecret(token!)}, ${session}, ${now}, ${replacedAt}, ${salt})`.execute(db);
    }
  } finally {
    await db.destroy();
  }
}
