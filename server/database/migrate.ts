import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";
import { StartError } from "../config/start_error.ts";
import type { Db } from "./database.ts";
import { MIGRATIONS } from "./migrations/mod.ts";
import { PRIMARY_KEYS } from "./tables.ts";

/** Migrations by their number, in order. */
export type Migrations = Readonly<Record<string, Migration>>;

/** Migrates a database to the newest version; refuses one that `assertMigratable` refuses. */
export async function migrate(db: Db, migrations: Migrations = MIGRATIONS): Promise<void> {
  const applied = await assertMigratable(db, migrations);
  // Without a pending migration nothing is written, so a start succeeds during a long write.
  if (applied.length === Object.keys(migrations).length) return;
  await forgetDrafts(db);
  try {
    await db.transaction().execute((tx) => migrateInside(tx, migrations));
  } catch (error) {
    throw explainMigration(error);
  }
}

/**
 * Several servers may start at once. The first locks out the others, before the list of migrations
 * is created; by the transaction, since a pooler does not keep what belongs to a connection.
 */
async function migrateInside(tx: Db, migrations: Migrations): Promise<void> {
  const { Migrator } = await import("kysely/migration"); // most starts need none
  const { adapter } = tx.getExecutor();
  await adapter.acquireMigrationLock(tx, { lockTable: "", lockRowId: "" });
  const provider = { getMigrations: () => Promise.resolve({ ...migrations }) };
  const { error } = await new Migrator({ db: tx, provider }).migrateToLatest();
  if (error) throw error;
}

/** An update of a database that is about to begin. */
export interface DatabaseUpdate {
  /** The newest migration that it has, and will have. */
  readonly from: string;
  readonly to: string;
  /** The copy of the state before; PostgreSQL has none. */
  readonly copy?: string;
}

/** The update that a database with some migrations needs; `undefined` for a new one or none. */
export function findUpdate(
  applied: readonly string[],
  migrations: Migrations = MIGRATIONS,
): DatabaseUpdate | undefined {
  const [from, to] = [applied.at(-1), Object.keys(migrations).at(-1)];
  const isComplete = applied.length === Object.keys(migrations).length;
  return from === undefined || to === undefined || isComplete ? undefined : { from, to };
}

/** A sentence about an update that has failed for a reason that the host cannot know. */
export function explainFailedUpdate(error: unknown): StartError {
  const message = error instanceof Error ? error.message : String(error);
  return new StartError(
    `The database could not be updated (${message}). Nothing was changed: the program that ran ` +
      "before still starts on it. Please report this as a bug.",
  );
}

/**
 * Migrations of drafts, before the first version, that were renamed and extended later. Each can be
 * run again by its new name.
 */
const DRAFTS: readonly string[] = ["0004_list_of_members"];

async function forgetDrafts(db: Db): Promise<void> {
  const names = sql.join(DRAFTS);
  await sql`delete from kysely_migration where name in (${names})`.execute(db).catch(() => {
    // The list of migrations does not exist in a new database.
  });
}

/**
 * An SQL error means tables of an unknown version; other errors of the database stay as they are.
 */
function explainMigration(error: unknown): unknown {
  const message = error instanceof Error ? error.message : String(error);
  if (!/^(no such (table|column|index)|(table|index|relation|column) .*exist)/.test(message)) {
    return error;
  }
  return new StartError(
    `The database was made by a draft of CircleShare that this version cannot read (${message}). ` +
      "Nothing was changed. Use the program that made it, or move its folder away to begin anew.",
  );
}

/**
 * The applied migrations of a database; throws a `StartError` for those of a newer version or of an
 * unknown one.
 */
export async function assertMigratable(
  db: Db,
  migrations: Migrations = MIGRATIONS,
): Promise<readonly string[]> {
  const applied = await findApplied(db);
  const unknown = applied.find((name) =>
    !Object.hasOwn(migrations, name) && !DRAFTS.includes(name)
  );
  if (unknown === undefined) return applied.filter((name) => !DRAFTS.includes(name));
  throw new StartError(
    `The database was shaped by a newer CircleShare (migration ${unknown}). ` +
      "Update this program, or restore a backup from before.",
  );
}

/** Whether a database has exactly the migrations of this program. */
export async function isMigrated(db: Db): Promise<boolean> {
  const applied = await listApplied(db);
  return applied.join() === Object.keys(MIGRATIONS).join();
}

/** The applied migrations, perhaps none; throws if they cannot be known. */
async function findApplied(db: Db): Promise<string[]> {
  const found = await listApplied(db).catch(() => []);
  if (found.length > 0) return found; // the usual case
  const tables = await listTables(db); // before the list, since another server may be creating both
  const applied = tables.includes("kysely_migration") ? await listApplied(db) : [];
  if (applied.length === 0 && tables.some((name) => Object.hasOwn(PRIMARY_KEYS, name))) {
    throw new StartError(
      "The database has tables of CircleShare, but not the list of the migrations that made them. " +
        "Restore it from a backup.",
    );
  }
  return applied;
}

/** The names in the table of Kysely's migrator, in order. */
async function listApplied(db: Db): Promise<string[]> {
  const withMigrations = db as unknown as Kysely<{ kysely_migration: { name: string } }>; // Kysely's own table
  const rows = await withMigrations.selectFrom("kysely_migration").select("name").orderBy("name")
    .execute();
  return rows.map(({ name }) => name);
}

async function listTables(db: Db): Promise<string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  return tables.map(({ name }) => name);
}
