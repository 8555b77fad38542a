import assert from "node:assert/strict";
import { sql } from "kysely";
import { copyRows } from "../../../server/admin/copy_rows.ts";
import { openSqliteDatabase } from "../../../server/database/open_sqlite.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";
import { testOnSqlite } from "../../support/test_on_sqlite.ts";

/** Targets that do not keep what they are given, by what the copy says of them. */
const FALSE_TARGETS = {
  "did not come out as it went in":
    "UPDATE families SET name = 'The Holms' WHERE id = new.id AND name = 'The Bergs'",
  "has other rows than were copied":
    "INSERT INTO families (id, name, created_at) VALUES ('2', 'The Holms', '') ON CONFLICT DO NOTHING",
};

for (const [complaint, statement] of Object.entries(FALSE_TARGETS)) {
  testOnSqlite(`a copy that ${complaint} is refused`, async () => {
    await using folder = await makeTempFolder();
    const open = (name: string) =>
      openSqliteDatabase(`${folder.path}/${name}.db`, { laterFiles: [] });
    const [from, to] = [await open("from"), await open("to")];
    try {
      await from.transaction((tx) =>
        tx.insertInto("families").values({ id: "1", name: "The Bergs", created_at: "" }).execute()
      );
      const trigger = `CREATE TRIGGER spoil AFTER INSERT ON families BEGIN ${statement}; END`;
      await sql.raw(trigger).execute(to.write);
      const copy = () => to.transaction((tx) => copyRows(from.db, tx));
      await assert.rejects(copy(), new RegExp(`families ${complaint}`));
      assert.deepEqual(await to.db.selectFrom("families").select("id").execute(), []);
      await sql`DROP TRIGGER spoil`.execute(to.write);
      assert.equal((await copy()).get("families"), 1);
    } finally {
      await from.close();
      await to.close();
    }
  });
}
