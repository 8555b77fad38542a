import type { Kysely } from "kysely";
import type { Db } from "../../server/database/database.ts";
import { PRIMARY_KEYS } from "../../server/database/tables.ts";

/** Remembers all rows of a database; what it returns puts them back. */
export async function rememberRows(db: Db): Promise<() => Promise<void>> {
  const anyDb = db as unknown as Kysely<Record<string, Record<string, unknown>>>; // every table alike
  const tables = Object.keys(PRIMARY_KEYS);
  const rows = new Map<string, Record<string, unknown>[]>();
  for (const table of tables) rows.set(table, await anyDb.selectFrom(table).selectAll().execute());
  return async () => {
    await anyDb.transaction().execute(async (tx) => {
      for (const table of tables.toReversed()) await tx.deleteFrom(table).execute();
      for (const table of tables) {
        const remembered = rows.get(table)!;
        if (remembered.length > 0) await tx.insertInto(table).values(remembered).execute();
      }
    });
  };
}
