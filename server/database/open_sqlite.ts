import { Kysely, sql } from "kysely";
import { StartError } from "../config/start_error.ts";
import type { Database, Db } from "./database.ts";
import { copyBeforeUpdate } from "./copy_before_update.ts";
import { assertMigratable, findUpdate, migrate, type Migrations } from "./migrate.ts";
import { MIGRATIONS } from "./migrations/mod.ts";
import type { DatabaseEvents } from "./database_events.ts";
import { createSqliteDialect } from "./sqlite.ts";
import { readSqliteFailure } from "./sqlite_failures.ts";
import { openSqliteFile } from "./sqlite_database.ts";
import type { Tables } from "./tables.ts";

/** Bytes up to which a SQLite file is fully checked at each start; a larger one would delay it. */
const MAX_CHECKED_BYTES = 64 * 1024 * 1024;

/** How the embedded database is opened. */
interface SqliteDatabaseOptions extends DatabaseEvents {
  /** Files that are only made after it. */
  readonly laterFiles: readonly string[];
  /** By default those of this program. */
  readonly migrations?: Migrations;
}

/**
 * Opens and migrates the embedded database, and creates it on the first start. If a file exists
 * that is only made after it, the database was lost, and no new one is created.
 */
export async function openSqliteDatabase(
  file: string,
  { laterFiles, migrations = MIGRATIONS, onCheckpointFailure, onUpdate }: SqliteDatabaseOptions,
): Promise<Database> {
  try {
    const size = await findSize(file);
    if (size === undefined) await createSqliteFile(file, [`${file}-wal`, ...laterFiles]);
    else if (size === 0) throw damaged(file, "is empty");
    else {
      const applied = await inspectSqliteFile(file, size, migrations);
      const update = findUpdate(applied, migrations);
      if (update) {
        const copy = await copyBeforeUpdate(file, { migration: update.from, now: new Date() });
        onUpdate?.({ ...update, copy });
      }
    }
    return await openSqliteFile(file, { migrations, onCheckpointFailure });
  } catch (error) {
    throw explainOpening(error, file);
  }
}

/**
 * Refuses a file that is damaged or of a newer version, without changing it; returns its
 * migrations.
 */
async function inspectSqliteFile(
  file: string,
  size: number,
  migrations: Migrations,
): Promise<readonly string[]> {
  const dialect = createSqliteDialect(file, { readOnly: true });
  const db = new Kysely<Tables>({ dialect });
  try {
    if (size <= MAX_CHECKED_BYTES) await checkIntegrity(db, file);
    return await assertMigratable(db, migrations);
  } finally {
    await db.destroy();
  }
}

async function checkIntegrity(db: Db, file: string): Promise<void> {
  const { rows } = await sql<{ quick_check: string }>`PRAGMA quick_check(1)`.execute(db);
  if (rows[0]?.quick_check !== "ok") throw damaged(file, "is damaged");
}

/**
 * Makes a migrated database under a temporary name and then renames it, so that a database is never
 * incomplete.
 */
async function createSqliteFile(file: string, laterFiles: readonly string[]): Promise<void> {
  for (const later of laterFiles) {
    if (await findSize(later) !== undefined) {
      throw damaged(file, `is missing, but ${later} is there`);
    }
  }
  const unfinished = `${file}.new`;
  // SQLite keeps the mode, and discards the WAL of an empty file, which a killed start has left.
  await Deno.writeFile(unfinished, new Uint8Array(), { mode: 0o600 });
  const db: Db = new Kysely<Tables>({ dialect: createSqliteDialect(unfinished) });
  try {
    await migrate(db);
  } finally {
    await db.destroy(); // merges the WAL, and flushes
  }
  await Deno.rename(unfinished, file);
}

/** Why a file cannot be opened, as a `StartError` if the host can fix it. */
export function explainOpening(error: unknown, file: string): unknown {
  if (error instanceof StartError) return error;
  switch (readSqliteFailure(error)) {
    case "damaged":
      return damaged(file, "is damaged");
    case "contended":
      return new StartError(
        `The database ${file} is locked by another program. Stop that one, then start again.`,
      );
    case "full":
      return new StartError(
        `There is no room to open the database ${file}. Make some on its disk.`,
      );
    case "unavailable":
      return new StartError(
        `The database ${file} cannot be opened to read and write. Check who owns it and its folder.`,
      );
    default:
      return error;
  }
}

function damaged(file: string, state: string): StartError {
  return new StartError(
    `The database ${file} ${state}. Nothing was changed. Restore it from a backup; ` +
      "to begin anew instead, move the whole data folder away.",
  );
}

async function findSize(path: string): Promise<number | undefined> {
  try {
    return (await Deno.stat(path)).size;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
