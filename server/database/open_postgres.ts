import { type Dialect, Kysely, sql } from "kysely";
import { StartError } from "../config/start_error.ts";
import { createSnapshot, createTransaction, type Database, type Db } from "./database.ts";
import { migrate } from "./migrate.ts";
import { createMigrationDialect, createPostgresDialect, readPostgresFailure } from "./postgres.ts";
import type { Tables } from "./tables.ts";

/** Opens and migrates a PostgreSQL database, or one that speaks its protocol. */
export async function openPostgresDatabase(url: string): Promise<Database> {
  const migrating: Db = new Kysely<Tables>({ dialect: createMigrationDialect(url) });
  try {
    await migrate(migrating);
  } catch (error) {
    throw explainStart(error);
  } finally {
    await migrating.destroy();
  }
  return toPostgresDatabase(createPostgresDialect(url));
}

/** A migrated database of this dialect. */
export function toPostgresDatabase(dialect: Dialect): Database {
  const db: Db = new Kysely<Tables>({ dialect });
  return {
    db,
    transaction: createTransaction(
      () => db.transaction().setIsolationLevel("serializable"),
      readPostgresFailure,
    ),
    withLock: createWithLock(db),
    snapshot: createSnapshot(db, sql`begin isolation level repeatable read, read only`),
    readFailure: readPostgresFailure,
    close: () => db.destroy(),
  };
}

/**
 * Who decides holds a lock of each subject until it has; always in the same order, or two could
 * wait for each other. A serializable transaction would do as well, were it not that many at once
 * undo each other until they give up.
 */
function createWithLock(db: Db): Database["withLock"] {
  const begin = () => db.transaction().setIsolationLevel("read committed"); // sees what was awaited
  const transaction = createTransaction(begin, readPostgresFailure);
  return (subjects, work) =>
    transaction(async (tx) => {
      for (const subject of [...subjects].sort()) {
        await sql`select pg_advisory_xact_lock(hashtextextended(${subject}, 0))`.execute(tx);
      }
      return await work(tx);
    });
}

/** The password stands in the address, so nothing of that is repeated. */
function explainStart(error: unknown): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : undefined;
  if (code === "28P01" || code === "28000") {
    return new StartError("PostgreSQL refuses the user or the password of CIRCLE_DATABASE_URL.");
  }
  if (code === "3D000") {
    return new StartError(
      "The database that CIRCLE_DATABASE_URL names does not exist: make it with createdb.",
    );
  }
  if (readPostgresFailure(error) === "unavailable") {
    return new StartError(
      "PostgreSQL cannot be reached at the address of CIRCLE_DATABASE_URL. Does it run?",
    );
  }
  return error;
}
