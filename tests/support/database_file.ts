import { DatabaseSync, type SQLInputValue } from "node:sqlite";

/** Reads rows from the database file of a server that runs, past the server. */
export function readRows(
  dataDir: string,
  sql: string,
  ...parameters: SQLInputValue[]
): Record<string, unknown>[] {
  using database = new DatabaseSync(`${dataDir}/circle.db`, { timeout: 5_000 });
  return database.prepare(sql).all(...parameters).map((row) => ({ ...row }));
}

/** Writes to the database file of a server that runs, in one transaction. */
export function writeRows(
  dataDir: string,
  sql: string,
  rows: readonly (readonly SQLInputValue[])[],
): void {
  using database = new DatabaseSync(`${dataDir}/circle.db`, { timeout: 5_000 });
  const statement = database.prepare(sql);
  database.exec("BEGIN IMMEDIATE");
  for (const row of rows) statement.run(...row);
  database.exec("COMMIT");
}
