import assert from "node:assert/strict";
import type { KyselyPlugin } from "kysely";
import { batchedLookup } from "../../../server/database/batched_lookup.ts";
import type { Database, Db } from "../../../server/database/database.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";
import { settingsOf } from "../../support/hosted_circle.ts";
import { makeTestDatabase, testDialect } from "../../support/test_database.ts";

/** More than two statements of the largest size take. */
const KEYS = Array.from({ length: 50 }, (_, index) => `milestone ${index}`);

const find = batchedLookup(
  (db, names) => db.selectFrom("milestones").select(["name", "at"]).where("name", "in", names),
  ({ name }) => name,
);

Deno.test("a batched lookup: each caller gets their own row, or none", async () => {
  await using opened = await openMilestones();
  const { db } = opened.database;
  const asked = [...KEYS, "no milestone", KEYS[0]!, KEYS[0]!];
  const rows = await Promise.all(asked.map((key) => find(db, key)));
  assert.deepEqual(
    rows.map((row) => row?.at),
    asked.map((key) => key === "no milestone" ? undefined : `at ${key}`),
  );
  await opened.database.transaction(async (tx) => {
    await tx.updateTable("milestones").set({ at: "changed" }).where("name", "=", KEYS[1]!)
      .execute();
    const row = await find(tx, KEYS[1]!);
    assert.equal(row?.at, "changed", "a transaction sees its own change");
  });
  assert.equal((await find(db, KEYS[1]!))?.at, "changed", "and nothing is remembered");
});

Deno.test("a batched lookup: PostgreSQL is asked for many at once", async () => {
  await using opened = await openMilestones();
  let statements = 0;
  const db = opened.database.write.withPlugin(afterEach(() => void statements++));
  await Promise.all(KEYS.map((key) => find(db, key)));
  if (testDialect() === "sqlite") assert.equal(statements, KEYS.length);
  else assert.ok(statements < 8, `${statements} statements`);
});

Deno.test("a batched lookup: a statement that fails is that of its callers alone", async () => {
  await using opened = await openMilestones();
  let isBroken = true;
  const db = opened.database.write.withPlugin(afterEach(() => {
    if (isBroken) throw new Error("the connection is lost");
  }));
  const failed = await Promise.allSettled(KEYS.map((key) => find(db, key)));
  assert.ok(failed.every(({ status }) => status === "rejected"), "nobody waits for ever");
  isBroken = false;
  assert.equal((await find(db, KEYS[0]!))?.at, `at ${KEYS[0]}`);
});

interface Milestones extends AsyncDisposable {
  readonly database: Database;
}

/** A database with a row for each key. */
async function openMilestones(): Promise<Milestones> {
  await using opening = new AsyncDisposableStack();
  const { path } = opening.use(await makeTempFolder());
  const { settings, open } = opening.use(await makeTestDatabase());
  const { config, secrets } = settingsOf({ CIRCLE_DATA_DIR: path, ...settings });
  const database = await open(config, secrets);
  opening.defer(() => database.close());
  await addMilestones(database.write);
  const opened = opening.move();
  return { database, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}

async function addMilestones(db: Db): Promise<void> {
  await db.insertInto("milestones").values(KEYS.map((name) => ({ name, at: `at ${name}` })))
    .execute();
}

/** A plugin that does something after each statement. */
function afterEach(act: () => void): KyselyPlugin {
  return {
    transformQuery: ({ node }) => node,
    // deno-lint-ignore require-await -- what it throws is a rejection
    transformResult: async ({ result }) => {
      act();
      return result;
    },
  };
}
