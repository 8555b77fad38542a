import { type Kysely, type SelectQueryBuilder, sql, type Transaction } from "kysely";
import type { Db } from "../database/database.ts";
import { PRIMARY_KEYS, type Tables } from "../database/tables.ts";
import { StartError } from "../config/start_error.ts";

/** Rows that are read, written and compared at once. */
const BATCH = 500;

/** How many rows of each table were copied. */
export type CopiedRows = ReadonlyMap<string, number>;

/** Copies every row into an empty database, and reads each again there to compare it. */
export async function copyRows(from: Db, to: Transaction<Tables>): Promise<CopiedRows> {
  const copied = new Map<string, number>();
  for (const table of TABLES) await refuseUnlessEmpty(to, table);
  for (const table of TABLES) copied.set(table.name, await copyTable(from, to, table));
  return copied;
}

interface TableKey {
  readonly name: string;
  readonly key: readonly string[];
}

const TABLES: readonly TableKey[] = Object.entries(PRIMARY_KEYS).map(([name, key]) => ({
  name,
  key,
}));

type Row = Readonly<Record<string, unknown>>;

/** A database whose tables are known by name only, since all are copied alike. */
type AnyDb = Kysely<Record<string, Record<string, string>>>;

function anyTables(db: Db): AnyDb {
  return db as unknown as AnyDb; // the same connection, with weaker types
}

async function refuseUnlessEmpty(db: Db, { name }: TableKey): Promise<void> {
  const row = await anyTables(db).selectFrom(name).select(sql`1`.as("one")).limit(1)
    .executeTakeFirst();
  if (row) {
    throw new StartError(
      `The target is not empty: its table ${name} has rows. Nothing was copied.`,
    );
  }
}

async function copyTable(from: Db, to: Db, table: TableKey): Promise<number> {
  let count = 0;
  let last: Row | undefined;
  while (true) {
    const rows = await readBatch(from, table, last);
    if (rows.length > 0) {
      await anyTables(to).insertInto(table.name).values(rows as Record<string, string>[]).execute();
    }
    await compareBatch(to, table, rows);
    count += rows.length;
    if (rows.length < BATCH) break;
    last = rows.at(-1);
  }
  await compareCount(to, table, count);
  return count;
}

async function readBatch(db: Db, { name, key }: TableKey, after: Row | undefined): Promise<Row[]> {
  let query = anyTables(db).selectFrom(name).selectAll();
  if (after) {
    const columns = sql.join(key.map((column) => sql.ref(column)));
    const values = sql.join(key.map((column) => sql.val(after[column])));
    query = query.where(sql<boolean>`(${columns}) > (${values})`);
  }
  return await key.reduce((sorted, column) => sorted.orderBy(column), query).limit(BATCH).execute();
}

/** Reads the written rows again, by their keys. */
async function compareBatch(db: Db, { name, key }: TableKey, rows: readonly Row[]): Promise<void> {
  for (const row of rows) {
    const query = key.reduce(
      (narrowed, column) => narrowed.where(column, "=", String(row[column])),
      anyTables(db).selectFrom(name).selectAll() as SelectQueryBuilder<
        Record<string, Record<string, string>>,
        string,
        Row
      >,
    );
    const copy = await query.executeTakeFirst();
    if (!copy || !Object.entries(row).every(([column, value]) => copy[column] === value)) {
      throw new StartError(`A row of ${name} did not come out as it went in. Nothing was copied.`);
    }
  }
}

async function compareCount(db: Db, { name }: TableKey, count: number): Promise<void> {
  const { total } = await anyTables(db).selectFrom(name)
    .select(sql<string | number>`count(*)`.as("total")).executeTakeFirstOrThrow();
  if (Number(total) !== count) {
    throw new StartError(`${name} has other rows than were copied. Nothing was copied.`);
  }
}
