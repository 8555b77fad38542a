import { DatabaseSync } from "node:sqlite";
import { runSql } from "../../support/test_database.ts";

/** What a table takes on the disk, with its indexes. */
export interface TableSize {
  readonly table: string;
  readonly rows: number;
  readonly bytes: number;
}

/** The filled tables of a PostgreSQL database. */
export async function sizesInPostgres(url: string): Promise<TableSize[]> {
  const rows = await runSql(
    url,
    `select relname, reltuples, pg_total_relation_size(oid) as bytes from pg_class
     where relkind = 'r' and relnamespace = 'public'::regnamespace and reltuples > 0
       and relname not like 'kysely%'
     order by relname`,
  );
  return rows.map(({ relname, reltuples, bytes }) => ({
    table: relname!,
    rows: Number(reltuples),
    bytes: Number(bytes),
  }));
}

/** Bytes of each table of a SQLite file. */
export function sizesInSqlite(file: string): ReadonlyMap<string, number> {
  using database = new DatabaseSync(file, { readOnly: true });
  const rows = database.prepare(
    `select tbl_name as name, sum(pgsize) as bytes
     from dbstat join sqlite_schema using (name) group by tbl_name`,
  ).all();
  return new Map(rows.map(({ name, bytes }) => [String(name), Number(bytes)]));
}
