import { DatabaseSync } from "node:sqlite";

/** All that a database holds, table by table, but for when something was last used. */
export function dumpDatabase(dataDir: string): Record<string, unknown[]> {
  const database = new DatabaseSync(`${dataDir}/circle.db`, { readOnly: true });
  try {
    const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
    return Object.fromEntries(tables.map(({ name }) => [
      String(name),
      database.prepare(`SELECT * FROM "${name}" ORDER BY 1, 2`).all()
        .map(({ last_used_at: _, ...row }) => row),
    ]));
  } finally {
    database.close();
  }
}
