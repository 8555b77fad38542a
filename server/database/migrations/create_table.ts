import { type CreateTableBuilder, type Kysely, sql, SqliteAdapter } from "kysely";

/**
 * Begins a table. SQLite would number its rows and find them by their key in two searches; so it
 * keeps them by their key (sqlite.org/withoutrowid.html), and finds them in one.
 */
export function createTable(db: Kysely<unknown>, name: string): CreateTableBuilder<string> {
  const table = db.schema.createTable(name);
  const isSqlite = db.getExecutor().adapter instanceof SqliteAdapter;
  return isSqlite ? table.modifyEnd(sql`without rowid`) : table;
}
