import assert from "node:assert/strict";
import { Kysely, sql } from "kysely";
import { migrate } from "../../../server/database/migrate.ts";
import { MIGRATIONS } from "../../../server/database/migrations/mod.ts";
import { createMigrationDialect } from "../../../server/database/postgres.ts";
import { createSqliteDialect } from "../../../server/database/sqlite.ts";
import type { Tables } from "../../../server/database/tables.ts";
import { listIndexedWords } from "../../../server/journal/search_words.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";
import { makePostgresDatabase, testDialect } from "../../support/test_database.ts";
import { NAUGHTY_TEXTS } from "../http/naughty_texts.ts";

const OLD_MIGRATIONS = Object.fromEntries(
  Object.entries(MIGRATIONS).filter(([name]) => name < "0015"),
);

Deno.test({
  name: "migration 0015: posts and comments of before have the words that new ones would have",
  ignore: testDialect() === "pglite", // it has no server that could be stopped and started
  fn: async () => {
    await using folder = await makeTempFolder();
    const isPostgres = testDialect() === "postgres";
    await using database = isPostgres ? await makePostgresDatabase() : undefined;
    const url = database?.settings.CIRCLE_DATABASE_URL;
    const db = new Kysely<Tables>({
      dialect: url ? createMigrationDialect(url) : createSqliteDialect(`${folder.path}/circle.db`),
    });
    try {
      await migrate(db, OLD_MIGRATIONS);
      const texts = await fillJournal(db);
      await migrate(db);
      const rows = await db.selectFrom("journal_words").select(["id", "post_id", "words"])
        .execute();
      assert.equal(rows.length, texts.size);
      for (const { id, words } of rows) {
        assert.equal(words, listIndexedWords(texts.get(id)!).join(" "));
      }
      const [{ post_id }] = rows as [typeof rows[0]];
      await db.deleteFrom("posts").where("id", "=", post_id).execute();
      const left = await db.selectFrom("journal_words").selectAll().where("post_id", "=", post_id)
        .execute();
      assert.deepEqual(left, []);
    } finally {
      await db.destroy();
    }
  },
});

/** More posts than one batch, each with a comment; returns the texts by their ids. */
async function fillJournal(db: Kysely<Tables>): Promise<ReadonlyMap<string, string>> {
  const [family, now] = [crypto.randomUUID(), new Date().toISOString()];
  await sql`insert into families (id, name, created_at) values (${family}, 'Bergs', ${now})`
    .execute(db);
  const usual = ["Schöner Tag in Łódź, Straße ΟΔΟΣ", "東京タワーに行った", "สวัสดีครับ", "🎂 x", "!"];
  const naughty = Object.values(NAUGHTY_TEXTS)
    .map((text) => text.toWellFormed().replaceAll("\0", ""));
  const all = [...usual, ...naughty];
  const texts = new Map<string, string>();
  for (let at = 0; at < 510; at++) {
    const [post, comment] = [crypto.randomUUID(), crypto.randomUUID()];
    texts.set(post, all[at % all.length]!).set(comment, all[(at + 1) % all.length]!);
    await sql`insert into posts (id, family_id, author_name, text, happened_key, created_at)
      values (${post}, ${family}, 'Anna', ${texts.get(post)}, '2026', ${now})`.execute(db);
    await sql`insert into comments (id, post_id, author_name, text, created_at)
      values (${comment}, ${post}, 'Ben', ${texts.get(comment)}, ${now})`.execute(db);
  }
  return texts;
}
