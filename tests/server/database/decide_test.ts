import assert from "node:assert/strict";
import { readConfig } from "../../../server/config/config.ts";
import type { Database } from "../../../server/database/database.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";
import { makeTestDatabase, testDialect } from "../../support/test_database.ts";

const AT = "2026-11-23T18:04:05.123Z";

Deno.test({
  name: "withLock: sees all that was decided under the same lock before, on any server",
  ignore: testDialect() === "pglite", // there is one server only
  fn: async () => {
    await using servers = await openTwice();
    const seen = await Promise.all(
      Array.from({ length: 30 }, (_, index) => countAndAdd(servers.databases[index % 2]!, "one")),
    );
    assert.deepEqual(seen.sort((a, b) => a - b), Array.from({ length: 30 }, (_, index) => index));
  },
});

/** How many were decided before about a subject. */
async function countAndAdd({ withLock }: Database, subject: string): Promise<number> {
  return await withLock([subject], async (tx) => {
    const before = await tx.selectFrom("wrong_guesses").select("id")
      .where("subject", "=", subject).execute();
    await tx.insertInto("wrong_guesses").values({ id: crypto.randomUUID(), subject, at: AT })
      .execute();
    return before.length;
  });
}

/** One database, opened as by two servers. */
async function openTwice() {
  await using opened = new AsyncDisposableStack();
  const folder = opened.use(await makeTempFolder());
  const testDatabase = opened.use(await makeTestDatabase());
  const settings = new Map(
    Object.entries({ CIRCLE_DATA_DIR: folder.path, ...testDatabase.settings }),
  );
  const { config, secrets } = readConfig((name) => settings.get(name), false);
  const open = async () =>
    opened.adopt(await testDatabase.open(config, secrets), (it) => it.close());
  const databases = [await open(), await open()] as const;
  const kept = opened.move();
  return { databases, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}
