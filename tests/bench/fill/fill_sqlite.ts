import { DatabaseSync } from "node:sqlite";
import { openSqliteDatabase } from "../../../server/database/open_sqlite.ts";
import { fill, type LoadCaller, type Population } from "./fill.ts";

/** Without safety: after a crash the database is filled again. */
const HASTE = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -1000000";

/** Makes a SQLite file as the server would, and fills it with a population. */
export async function fillSqlite(file: string, population: Population): Promise<LoadCaller[]> {
  await (await openSqliteDatabase(file, { laterFiles: [] })).close();
  using database = new DatabaseSync(file, { enableForeignKeyConstraints: false });
  database.exec(HASTE);
  return await fill((rows) => {
    database.exec("BEGIN");
    for (const [table, inserted] of Object.entries(rows)) insertRows(database, table, inserted);
    database.exec("COMMIT");
    return Promise.resolve();
  }, population);
}

function insertRows(database: DatabaseSync, table: string, rows: readonly object[]): void {
  const columns = Object.keys(rows[0] ?? {});
  if (columns.length === 0) return;
  const values = columns.map(() => "?").join();
  const statement = database.prepare(`insert into ${table} (${columns.join()}) values (${values})`);
  for (const row of rows) statement.run(...Object.values(row));
}
