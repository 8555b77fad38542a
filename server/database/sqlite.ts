import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { type Dialect, SqliteAdapter, type SqliteDatabase, SqliteDialect } from "kysely";
import type { DatabaseFailure } from "./database.ts";

/** How a SQLite file is opened. */
export interface SqliteOptions {
  readonly readOnly?: boolean;
}

/** Kysely over the SQLite that is built into the runtime. */
export function createSqliteDialect(file: string, options: SqliteOptions = {}): Dialect {
  const dialect = new SqliteDialect({ database: () => Promise.resolve(openSqlite(file, options)) });
  return {
    createDriver: () => dialect.createDriver(),
    createQueryCompiler: () => dialect.createQueryCompiler(),
    createAdapter: () => new TransactionalSqliteAdapter(),
    createIntrospector: (db) => dialect.createIntrospector(db),
  };
}

/** SQLite can roll back a change of tables, so a migration that was killed leaves nothing behind. */
class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** Statements that are kept prepared. */
const MAX_STATEMENTS = 500;

function openSqlite(file: string, { readOnly = false }: SqliteOptions): SqliteDatabase {
  // Who finds the database locked is told at once and waits without stopping the event loop.
  const database = new DatabaseSync(file, {
    readOnly,
    timeout: 0,
    enableForeignKeyConstraints: true,
  });
  try {
    database.exec("PRAGMA trusted_schema = OFF");
    if (!readOnly) database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
  } catch (error) {
    database.close();
    throw error;
  }
  const statements = new Map<string, ReturnType<typeof adaptStatement>>();
  return {
    close: () => database.close(),
    prepare: (sql) => {
      const meant = chooseSql(sql, database);
      let statement = statements.get(meant);
      if (!statement) {
        if (statements.size === MAX_STATEMENTS) statements.clear();
        statement = adaptStatement(database.prepare(meant));
        statements.set(meant, statement);
      }
      return statement;
    },
  };
}

/** What Kysely asks for, as it has to be said here. */
function chooseSql(sql: string, { isTransaction }: DatabaseSync): string {
  // A transaction here always writes: it takes its lock at once, or it could not retry.
  if (sql === "begin") return "begin immediate";
  // SQLite has rolled back by itself where the disk was full, and would complain of a second time.
  if (sql === "rollback" && !isTransaction) return "select 1";
  return sql;
}

/** `node:sqlite`'s statement as `better-sqlite3`'s, which Kysely knows. */
function adaptStatement(statement: StatementSync) {
  const bind = (parameters: readonly unknown[]) => parameters as SQLInputValue[]; // Kysely's are
  return {
    reader: statement.columns().length > 0,
    all: (parameters: readonly unknown[]) => statement.all(...bind(parameters)),
    run: (parameters: readonly unknown[]) => statement.run(...bind(parameters)),
    iterate: (parameters: readonly unknown[]) => statement.iterate(...bind(parameters)),
  };
}

/** Primary result codes (sqlite.org/rescode.html) by what they mean for us. */
const FAILURES: Readonly<Record<number, DatabaseFailure>> = {
  5: "contended", // SQLITE_BUSY
  6: "contended", // SQLITE_LOCKED
  8: "unavailable", // SQLITE_READONLY
  10: "unavailable", // SQLITE_IOERR
  11: "damaged", // SQLITE_CORRUPT
  13: "full", // SQLITE_FULL
  14: "unavailable", // SQLITE_CANTOPEN
  26: "damaged", // SQLITE_NOTADB
};

/** What an error of SQLite means; `undefined` for one that is not SQLite's, or a fault of ours. */
export function readSqliteFailure(error: unknown): DatabaseFailure | undefined {
  if (!(error instanceof Error) || !("errcode" in error)) return undefined;
  const code = Number(error.errcode);
  const isDuplicate = code === 2067 || code === 1555; // UNIQUE, PRIMARY KEY
  return isDuplicate ? "duplicate" : FAILURES[code & 0xff];
}
