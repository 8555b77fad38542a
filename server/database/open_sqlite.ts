import { Kysely, sql } from "kysely";
import { StartError } from "../start_error.ts";
import { createSnapshot, createTransact, type Database, type Db, insist } from "./database.ts";
import { migrate } from "./migrate.ts";
import { createSqliteDialect, readSqliteFailure } from "./sqlite.ts";
import type { Tables } from "./tables.ts";

/** Bytes up to which a SQLite file is checked whole at every start; a larger one would delay it. */
const MAX_CHECKED_BYTES = 64 * 1024 * 1024;

/** Opens and migrates the embedded database; makes it where there is none yet. */
export async function openSqliteDatabase(file: string): Promise<Database> {
  const size = await findSize(file);
  if (size === undefined) await createSqliteFile(file);
  else if (size === 0) throw damaged(file, "is empty");
  return await openSqliteFile(file, (size ?? 0) <= MAX_CHECKED_BYTES);
}

async function openSqliteFile(file: string, isChecked: boolean): Promise<Database> {
  const db: Db = new Kysely<Tables>({ dialect: createSqliteDialect(file) });
  try {
    if (isChecked) await checkIntegrity(db, file);
    await insist(() => migrate(db), readSqliteFailure);
  } catch (error) {
    await db.destroy();
    throw isDamage(error) ? damaged(file, "is damaged") : error;
  }
  return {
    db,
    transact: createTransact(() => db.transaction(), readSqliteFailure),
    snapshot: createSnapshot(db, sql`begin deferred`),
    readFailure: readSqliteFailure,
    close: () => db.destroy(),
  };
}

/**
 * Makes a migrated database beside its place and then moves it there, so that under the name of
 * a database there is never less than a whole one.
 */
async function createSqliteFile(file: string): Promise<void> {
  if (await findSize(`${file}-wal`) !== undefined) {
    throw damaged(file, "is missing beside its -wal file");
  }
  const unfinished = `${file}.new`;
  for (const path of [unfinished, `${unfinished}-wal`, `${unfinished}-shm`]) {
    await removeIfThere(path);
  }
  await Deno.writeFile(unfinished, new Uint8Array(), { mode: 0o600 }); // SQLite keeps the mode
  const database = await openSqliteFile(unfinished, false);
  await database.close();
  await Deno.rename(unfinished, file);
}

async function checkIntegrity(db: Db, file: string): Promise<void> {
  const { rows } = await sql<{ quick_check: string }>`PRAGMA quick_check(1)`.execute(db);
  if (rows[0]?.quick_check !== "ok") throw damaged(file, "is damaged");
}

/** SQLite names the damage by code where a statement met it, and by message where opening did. */
function isDamage(error: unknown): boolean {
  return readSqliteFailure(error) === "damaged" ||
    error instanceof Error && /not a database|malformed/.test(error.message);
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

async function removeIfThere(path: string): Promise<void> {
  if (await findSize(path) !== undefined) await Deno.remove(path);
}
