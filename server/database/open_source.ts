import { Kysely, type RawBuilder, sql } from "kysely";
import { type Config, databaseFile, type Secrets } from "../config/config.ts";
import { StartError } from "../config/start_error.ts";
import type { Db } from "./database.ts";
import { explainPostgresStart } from "./explain_postgres_start.ts";
import { assertMigratable, isMigrated } from "./migrate.ts";
import { explainOpening } from "./open_sqlite.ts";
import { createMigrationDialect } from "./postgres.ts";
import { createSqliteDialect } from "./sqlite.ts";
import type { Tables } from "./tables.ts";

/** A database that is only read: it is not created, migrated or written to. */
export interface Source extends AsyncDisposable {
  /** Runs work on a snapshot of one moment. */
  readonly snapshot: <T>(work: (db: Db) => Promise<T>) => Promise<T>;
}

/** Opens the database of some settings to copy it; throws a `StartError` if there is none. */
export async function openSource(config: Config, { databaseUrl }: Secrets): Promise<Source> {
  const file = databaseFile(config);
  const [dialect, begin] = databaseUrl === undefined
    ? [createSqliteDialect(file, { readOnly: true }), sql`begin deferred`]
    : [
      createMigrationDialect(databaseUrl),
      sql`begin isolation level repeatable read, read only`,
    ];
  if (databaseUrl === undefined) await assertDatabaseIn(file);
  await using opened = new AsyncDisposableStack();
  const db: Db = new Kysely<Tables>({ dialect });
  opened.defer(() => db.destroy());
  try {
    await assertSameVersion(db);
  } catch (error) {
    throw databaseUrl === undefined ? explainOpening(error, file) : explainPostgresStart(error);
  }
  const kept = opened.move();
  return {
    snapshot: (work) => readAtOneMoment(db, begin, work),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** Throws a `StartError` unless there is a circle of this version, and changes nothing. */
export async function assertCircle(config: Config, secrets: Secrets): Promise<void> {
  await using _source = await openSource(config, secrets);
}

async function assertDatabaseIn(file: string): Promise<void> {
  let size = 0;
  try {
    size = (await Deno.stat(file)).size;
  } catch (error) {
    if (error instanceof Deno.errors.PermissionDenied) {
      throw new StartError(
        `This user may not open ${file}. Run this as the user of the server, which owns its folder.`,
      );
    }
  }
  if (size === 0) {
    throw new StartError(`There is no circle in ${file}. Check CIRCLE_DATA_DIR.`);
  }
}

/** A copy has the tables of this program, so its source must have them too. */
async function assertSameVersion(db: Db): Promise<void> {
  const applied = await assertMigratable(db);
  if (applied.length === 0) {
    throw new StartError("There is no circle in the database of CIRCLE_DATABASE_URL.");
  }
  if (await isMigrated(db)) return;
  throw new StartError(
    "The database is of an older version than this program. Start the server of this version " +
      "on it once, or copy it with the version that it runs with. Nothing was changed.",
  );
}

async function readAtOneMoment<T>(
  db: Db,
  begin: RawBuilder<unknown>,
  work: (db: Db) => Promise<T>,
): Promise<T> {
  return await db.connection().execute(async (connection) => {
    await begin.execute(connection);
    try {
      return await work(connection);
    } finally {
      await sql`rollback`.execute(connection);
    }
  });
}
