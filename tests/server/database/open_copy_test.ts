import assert from "node:assert/strict";
import { readConfig } from "../../../server/config/config.ts";
import { StartError } from "../../../server/config/start_error.ts";
import { openDatabase } from "../../../server/database/open.ts";
import { makePostgresCopy } from "../../../server/database/open_copy.ts";
import { makePostgresDatabase, testDialect } from "../../support/test_database.ts";

/** A test with a PostgreSQL database of its own, into which nobody has copied yet. */
function testOnPostgres(name: string, test: (target: Target) => Promise<void>): void {
  Deno.test({
    name,
    ignore: testDialect() !== "postgres",
    async fn() {
      await using database = await makePostgresDatabase();
      const { settings } = database;
      const { config, secrets } = readConfig((setting) => settings[setting], false);
      await test({
        url: settings.CIRCLE_DATABASE_URL!,
        start: () => openDatabase(config, secrets),
      });
    },
  });
}

interface Target {
  readonly url: string;
  /** Opens it as a server does. */
  readonly start: () => ReturnType<typeof openDatabase>;
}

testOnPostgres(
  "an unfinished copy is not served, and can be repeated",
  async (target) => {
    const cut = () => Promise.reject(new Error("the copy was ended"));
    await assert.rejects(makePostgresCopy(target.url, cut), /the copy was ended/);
    await assert.rejects(
      target.start(),
      (error) =>
        error instanceof StartError &&
        /a copy that was not finished\. Run admin/.test(error.message),
    );
    await makePostgresCopy(target.url, () => Promise.resolve());
    await (await target.start()).close();
  },
);

testOnPostgres(
  "a database with a circle in it is refused as a target, and still served",
  async (target) => {
    const circle = await target.start();
    await circle.transaction((tx) =>
      tx.insertInto("families").values({ id: "1", name: "The Bergs", created_at: "" }).execute()
    );
    await circle.close();
    await assert.rejects(
      makePostgresCopy(target.url, () => Promise.resolve()),
      (error) => error instanceof StartError && /there is a circle in it/.test(error.message),
    );
    const again = await target.start();
    assert.equal((await again.db.selectFrom("families").select("id").execute()).length, 1);
    await again.close();
  },
);
