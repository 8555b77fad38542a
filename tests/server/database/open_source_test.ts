import assert from "node:assert/strict";
import { readConfig } from "../../../server/config/config.ts";
import { openSource } from "../../../server/database/open_source.ts";
import { makeTestDatabase, testDialect } from "../../support/test_database.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";

Deno.test({
  name: "snapshot: sees one moment while others write",
  ignore: testDialect() === "pglite", // it has one connection
  fn: async () => {
    await using folder = await makeTempFolder();
    await using test = await makeTestDatabase();
    const settings: Record<string, string> = { CIRCLE_DATA_DIR: folder.path, ...test.settings };
    const { config, secrets } = readConfig((name) => settings[name], false);
    const database = await test.open(config, secrets);
    const addFamily = (id: string) =>
      database.transaction((tx) =>
        tx.insertInto("families").values({ id, name: id, created_at: id }).execute()
      );
    await addFamily("first");
    {
      await using source = await openSource(config, secrets);
      await source.snapshot(async (db) => {
        const list = () => db.selectFrom("families").select("id").execute();
        const before = await list();
        assert.equal(before.length, 1);
        await addFamily("second");
        assert.deepEqual(await list(), before);
      });
    }
    await database.close();
  },
});
