import { sql } from "kysely";
import type { Db } from "../../server/database/database.ts";
import { PRIMARY_KEYS } from "../../server/database/tables.ts";
import { testDialect } from "./test_database.ts";

/**
 * Remembers all rows of a database, in tables that go with it. What it returns puts back what has
 * changed, which is little after most calls.
 */
export async function rememberRows(db: Db): Promise<() => Promise<void>> {
  const name = `remembered_${crypto.randomUUID().slice(0, 8)}`;
  const tables = Object.keys(PRIMARY_KEYS).map((table) => ({ table, kept: `${name}_${table}` }));
  for (const { table, kept } of tables) {
    await sql.raw(`create table ${kept} as select * from ${table}`).execute(db);
  }
  const changes = tables.toReversed().map(deleteAdded);
  for (const names of tables) changes.push(...await listRestoring(db, names));
  // PostgreSQL takes all statements at once, the others one by one.
  const batches = testDialect() === "postgres" ? [changes.join("; ")] : changes;
  return async () => {
    await db.transaction().execute(async (tx) => {
      for (const batch of batches) await sql.raw(batch).execute(tx);
    });
  };
}

/** The names of a table, and of the one that has its rows. */
interface Names {
  readonly table: string;
  readonly kept: string;
}

function deleteAdded({ table, kept }: Names): string {
  return `delete from ${table} where (${keyOf(table)}) not in (select ${
    keyOf(table)
  } from ${kept})`;
}

/** Inserts what is gone, and updates what has changed; nothing for a table that had no rows. */
async function listRestoring(db: Db, { table, kept }: Names): Promise<string[]> {
  const { rows: [first] } = await sql.raw<object>(`select * from ${kept} limit 1`).execute(db);
  if (first === undefined) return [];
  const values = Object.keys(first).map((column) => `${column} = excluded.${column}`);
  return [
    `insert into ${table} select * from ${kept} except select * from ${table} where true
      on conflict (${keyOf(table)}) do update set ${values.join(", ")}`,
  ];
}

function keyOf(table: string): string {
  return PRIMARY_KEYS[table as keyof typeof PRIMARY_KEYS].join(", ");
}
