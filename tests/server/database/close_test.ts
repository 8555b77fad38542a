import { readConfig } from "../../../server/config/config.ts";
import { openDatabase } from "../../../server/database/open.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";
import { makeTestDatabase, testDialect } from "../../support/test_database.ts";

Deno.test({
  name: "a closed database leaves nothing for which the end of a command would wait",
  ignore: testDialect() === "pglite", // which runs in this process, and goes on
  sanitizeOps: true,
  fn: async () => {
    await using folder = await makeTempFolder();
    await using test = await makeTestDatabase();
    const settings: Record<string, string> = { CIRCLE_DATA_DIR: folder.path, ...test.settings };
    const { config, secrets } = readConfig((name) => settings[name], false);
    const database = await openDatabase(config, secrets);
    await database.close();
  },
});
