import type { Kysely } from "kysely";
import type { Db } from "../../server/database/database.ts";
import { PRIMARY_KEYS } from "../../server/database/tables.ts";

/** All that a database holds, table by table, but for when something was last used. */
export async function dumpDatabase(db: Db): Promise<Record<string, unknown[]>> {
  const tables: Record<string, unknown[]> = {};
  for (const [name, key] of Object.entries(PRIMARY_KEYS)) {
    const anyDb = db as unknown as Kysely<Record<string, Record<string, unknown>>>; // tables by name only
    const rows = await anyDb.selectFrom(name).selectAll().orderBy(key as string[]).execute();
    tables[name] = rows.map(({ last_used_at: _, ...row }) => row);
  }
  return tables;
}
