import { type Dialect, Kysely, sql } from "kysely";
import { StartError } from "../config/start_error.ts";
import { createTransaction, type Database, type Db } from "./database.ts";
import { migrate } from "./migrate.ts";
import { createMigrationDialect, createPostgresDialect, readPostgresFailure } from "./postgres.ts";
import type { Tables } from "./tables.ts";

/** Opens and migrates a PostgreSQL database, or one that speaks its protocol. */
export async function openPostgresDatabase(url: string): Promise<Database> {
  await migratePostgres(url);
  return toPostgresDatabase(createPostgresDialect(url));
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

async function migratePostgres(url: string): Promise<void> {
  const migrating: Db = new Kysely<Tables>({ dialect: createMigrationDialect(url) });
  try {
    await refuseUnfinishedCopy(migrating);
    await migrate(migrating);
  } catch (error) {
    throw explainPostgresStart(error);
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

/**
 * Why a database cannot be opened, as a `StartError` if the host can fix it. The URL contains the
 * password, so nothing of it is repeated.
 */
export function explainPostgresStart(
  error: unknown,
  place = "CIRCLE_DATABASE_URL",
): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : undefined;
  if (code === "28P01" || code === "28000") {
    return new StartError(`PostgreSQL refuses the user or the password of ${place}.`);
  }
  if (code === "3D000") {
    return new StartError(
      `The database that ${place} names does not exist: make it with createdb.`,
    );
  }
  if (code === "42501") {
    return new StartError(
      `PostgreSQL does not let the user of ${place} make tables. Make a database that the user ` +
        "owns: createdb --owner=USER NAME.",
    );
  }
  if (code === "53300") {
    return new StartError(
      "PostgreSQL has no connection left for this server. Raise its max_connections, or stop " +
        "something else that uses it.",
    );
  }
  if (readPostgresFailure(error) === "unavailable") {
    return new StartError(
      `PostgreSQL cannot be reached at the address of ${place}. Does it run?`,
    );
  }
  return error;
}
