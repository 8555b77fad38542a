import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import type { Db } from "../../../server/database/database.ts";
import { openSqliteDatabase } from "../../../server/database/open_sqlite.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";
import { testOnSqlite } from "../../support/test_on_sqlite.ts";

testOnSqlite(
  "reads see own writes at once, and other processes' writes in the next turn",
  async () => {
    await using folder = await makeTempFolder();
    const file = `${folder.path}/circle.db`;
    const server = await openSqliteDatabase(file, { laterFiles: [] });
    const other = await openSqliteDatabase(file, { laterFiles: [] });
    try {
      for (let count = 1; count <= 20; count++) {
        await countFamilies(server.db); // begins a transaction that the next read would share
        await server.transaction(addFamily);
        assert.equal(await countFamilies(server.db), 2 * count - 1);
        await other.transaction(addFamily);
        await setImmediate();
        assert.equal(await countFamilies(server.db), 2 * count);
      }
    } finally {
      await server.close();
      await other.close();
    }
  },
);

testOnSqlite(
  "a read does not wait for a transaction, and sees nothing of it before its commit",
  async () => {
    await using folder = await makeTempFolder();
    const server = await openSqliteDatabase(`${folder.path}/circle.db`, { laterFiles: [] });
    try {
      await server.transaction(async (tx) => {
        await addFamily(tx);
        await setImmediate();
        assert.equal(await countFamilies(tx), 1);
        assert.equal(await countFamilies(server.db), 0);
      });
      assert.equal(await countFamilies(server.db), 1);
    } finally {
      await server.close();
    }
  },
);

async function countFamilies(db: Db): Promise<number> {
  return (await db.selectFrom("families").select("id").execute()).length;
}

async function addFamily(db: Db): Promise<void> {
  const id = crypto.randomUUID();
  await db.insertInto("families").values({ id, name: "The Bergs", created_at: "" }).execute();
}
