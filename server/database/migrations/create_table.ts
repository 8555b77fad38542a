import { type CreateTableBuilder, type Kysely, sql, SqliteAdapter } from "kysely";

/**
 * Begins a table, `WITHOUT ROWID` on SQLite (sqlite.org/withoutrowid.html): a row is then found by
 * its primary key in one search instead of two.
 */
export function createTable(db: Kysely<unknown>, name: string): CreateTableBuilder<string> {
  const table = db.schema.createTable(name);
  const isSqlite = db.getExecutor().adapter instanceof SqliteAdapter;
  return isSqlite ? table.modifyEnd(sql`without rowid`) : table;
}
