import { type Dialect, Kysely, sql } from "kysely";
import { StartError } from "../config/start_error.ts";
import { createTransaction, type Database, type Db } from "./database.ts";
import { explainPostgresStart } from "./explain_postgres_start.ts";
import { refuseForeignTables } from "./foreign_tables.ts";
import {
  assertMigratable,
  explainFailedUpdate,
  findUpdate,
  migrate,
  type Migrations,
} from "./migrate.ts";
import { MIGRATIONS } from "./migrations/mod.ts";
import type { DatabaseEvents } from "./database_events.ts";
import {
  createMigrationDialect,
  createPostgresDialect,
  isRefusedSetting,
  readPostgresFailure,
} from "./postgres.ts";
import { readSqlState } from "./postgres_pool.ts";
import type { Tables } from "./tables.ts";

/** Opens and migrates a PostgreSQL database, or one that speaks its protocol. */
export async function openPostgresDatabase(
  url: string,
  { migrations = MIGRATIONS, onUpdate }: Pick<DatabaseEvents, "onUpdate"> & {
    /** By default those of this program. */
    readonly migrations?: Migrations;
  } = {},
): Promise<Database> {
  await using opened = new AsyncDisposableStack(); // closed again if the start fails
  try {
    const database = opened.adopt(await connectToPostgres(url), ({ close }) => close());
    await refuseForeignTables(database.db);
    await refuseUnfinishedCopy(database.db);
    const update = findUpdate(await assertMigratable(database.db, migrations), migrations);
    if (update) onUpdate?.(update);
    await migratePostgres(url, { serving: database.db, migrations });
    opened.move();
    return database;
  } catch (error) {
    throw explainPostgresStart(error);
  }
}

/** Connects as requests will, so that what they cannot do stops the start. */
async function connectToPostgres(url: string): Promise<Database> {
  try {
    return await connect(url, { isPooled: false });
  } catch (error) {
    if (!isRefusedSetting(error)) throw error;
    return await connect(url, { isPooled: true });
  }
}

async function connect(url: string, options: { readonly isPooled: boolean }): Promise<Database> {
  const database = toPostgresDatabase(createPostgresDialect(url, options));
  try {
    await sql`select 1`.execute(database.db);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** A table that marks a copy that is not finished; no server starts on it. */
export const UNFINISHED_COPY = "unfinished_copy";

async function refuseUnfinishedCopy(db: Db): Promise<void> {
  const { rows } = await sql`select 1 where to_regclass(${UNFINISHED_COPY}) is not null`
    .execute(db);
  if (rows.length === 0) return;
  throw new StartError(
    "The database of CIRCLE_DATABASE_URL is a copy that was not finished. " +
      "Run admin copy-to again, into this database or an empty one.",
  );
}

async function migratePostgres(
  url: string,
  { serving, migrations }: { readonly serving: Db; readonly migrations: Migrations },
): Promise<void> {
  const migrating: Db = new Kysely<Tables>({ dialect: createMigrationDialect(url) });
  try {
    await migrate(migrating, migrations);
  } catch (error) {
    if (readSqlState(error) === "42501") await refuseForeignTables(serving, { toChange: true });
    const isKnown = explainPostgresStart(error) instanceof StartError;
    const failure = readPostgresFailure(error);
    throw isKnown || failure && failure !== "duplicate" ? error : explainFailedUpdate(error);
  } finally {
    await migrating.destroy();
  }
}

/** A migrated database of this dialect. */
export function toPostgresDatabase(dialect: Dialect): Database {
  const db: Db = new Kysely<Tables>({ dialect });
  const transaction = createTransaction(
    () => db.transaction().setIsolationLevel("serializable"),
    readPostgresFailure,
  );
  return {
    db,
    write: db,
    transaction,
    urgentTransaction: transaction, // PostgreSQL has no reserve for it
    withLock: createWithLock(db),
    assertWritable: () => assertWritable(db),
    readFailure: readPostgresFailure,
    close: () => db.destroy(),
  };
}

/** Changes nothing, but fails on a standby or a read-only database. */
async function assertWritable(db: Db): Promise<void> {
  await db.deleteFrom("sessions").where("id", "=", "").execute();
}

/**
 * Holds an advisory lock of each subject until the end; in sorted order, to avoid deadlocks.
 * Serializable transactions alone would be correct too, but many at once would conflict until they
 * give up.
 */
function createWithLock(db: Db): Database["withLock"] {
  const begin = () => db.transaction().setIsolationLevel("read committed"); // sees earlier commits
  const transaction = createTransaction(begin, readPostgresFailure);
  return (subjects, work) =>
    transaction(async (tx) => {
      for (const subject of [...subjects].sort()) {
        await sql`select pg_advisory_xact_lock(hashtextextended(${subject}, 0))`.execute(tx);
      }
      return await work(tx);
    });
}
