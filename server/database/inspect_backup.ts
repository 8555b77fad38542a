import { Kysely, sql, type Transaction } from "kysely";
import type { Db } from "./database.ts";
import { findFirstRegistration } from "./first_registration.ts";
import { assertMigratable, migrate } from "./migrate.ts";
import { createSqliteDialect } from "./sqlite.ts";
import { readSqliteFailure } from "./sqlite_failures.ts";
import type { Tables } from "./tables.ts";

/** The database of a backup in which no fault was found. */
export interface WholeBackup {
  readonly kind: "whole";
  /** How many rows each table has. */
  readonly rows: Readonly<Record<string, number>>;
  /** The bytes of both files of each photo, by the hash that names them. */
  readonly photos: ReadonlyMap<string, number>;
  /** When somebody first registered in it. */
  readonly beganAt: string | undefined;
}

/** What a look into the database of a backup has found. */
type BackupState =
  | WholeBackup
  /** The fault continues after "its database". */
  | { readonly kind: "damaged"; readonly fault: string };

/**
 * Checks the SQLite file of a backup, of this version or an earlier one, without changing it;
 * counts the rows of each table. Throws a `StartError` if it is of a newer version.
 */
export async function inspectBackup(file: string): Promise<BackupState> {
  const db: Db = new Kysely<Tables>({ dialect: createSqliteDialect(file, { readOnly: true }) });
  try {
    const fault = await findSqliteFault(db);
    if (fault !== undefined) return { kind: "damaged", fault };
    const applied = await assertMigratable(db);
    if (applied.length === 0) return { kind: "damaged", fault: "is not one of CircleShare" };
    const rows = await countRows(db);
    return {
      kind: "whole",
      rows,
      photos: "photos" in rows ? await listPhotoBytes(db) : new Map(),
      beganAt: "milestones" in rows ? await findFirstRegistration(db) : undefined,
    };
  } catch (error) {
    const failure = readSqliteFailure(error);
    if (failure !== "damaged" && failure !== "unavailable") throw error;
    return { kind: "damaged", fault: "cannot be read" };
  } finally {
    await db.destroy();
  }
}

/** When somebody first registered in the database of a backup, if that can be read. */
export async function readFirstRegistration(file: string): Promise<string | undefined> {
  const db: Db = new Kysely<Tables>({ dialect: createSqliteDialect(file, { readOnly: true }) });
  try {
    return await findFirstRegistration(db);
  } catch {
    return undefined; // it is damaged, or of a version that noted no such time
  } finally {
    await db.destroy();
  }
}

/** A fault of a SQLite database, which continues after "its database"; `undefined` if it has none. */
export async function findSqliteFault(db: Db): Promise<string | undefined> {
  const integrity = await sql<{ integrity_check: string }>`PRAGMA integrity_check(1)`.execute(db);
  const [{ integrity_check: fault } = { integrity_check: "" }] = integrity.rows;
  if (fault !== "ok") return `has a fault (${fault})`;
  const strays = await sql<{ table: string }>`PRAGMA foreign_key_check`.execute(db);
  const [stray] = strays.rows;
  return stray && `has rows of ${stray.table} that lead nowhere`;
}

async function countRows(db: Db): Promise<Readonly<Record<string, number>>> {
  const rows: Record<string, number> = {};
  for (const { name } of await db.introspection.getTables()) {
    const { rows: [counted] } = await sql<{ total: number }>`
      select count(*) as total from ${sql.table(name)}`.execute(db);
    rows[name] = counted!.total;
  }
  return rows;
}

/** The bytes of both files of each photo, by the hash that names them. */
export async function listPhotoBytes(db: Db): Promise<ReadonlyMap<string, number>> {
  const rows = await db.selectFrom("photos").select(["sha256", "bytes"]).orderBy("sha256")
    .execute();
  return new Map(rows.map(({ sha256, bytes }) => [sha256, Number(bytes)]));
}

/** Migrates a copy of a backup's database to this version, and changes it in one transaction. */
export async function changeBackupCopy<T>(
  file: string,
  work: (tx: Transaction<Tables>) => Promise<T>,
): Promise<T> {
  const db: Db = new Kysely<Tables>({ dialect: createSqliteDialect(file, { isDraft: true }) });
  try {
    await migrate(db);
    return await db.transaction().execute(work);
  } finally {
    await db.destroy();
  }
}
