import { setImmediate } from "node:timers";
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

function openSqlite(file: string, options: SqliteOptions): SqliteDatabase {
  const database = connect(file, options);
  const statements = new Map<string, ReturnType<typeof adaptStatement>>();
  const reads = shareReads(database);
  return {
    close: () => database.close(),
    prepare: (sql) => {
      if (sql.startsWith("select ")) reads.begin();
      else reads.end();
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

/** KiB of pages that are kept in memory once they were read: some thousand people at once. */
const CACHE_KIB = 64 * 1024;

function connect(file: string, { readOnly = false }: SqliteOptions): DatabaseSync {
  // Who finds the database locked is told at once and waits without stopping the event loop.
  const options = { readOnly, timeout: 0, enableForeignKeyConstraints: true };
  const database = new DatabaseSync(file, options);
  const pragmas = ["trusted_schema = OFF", "synchronous = FULL", `cache_size = -${CACHE_KIB}`];
  if (!readOnly) pragmas.push("journal_mode = WAL");
  try {
    // Not by `exec`, whose errors do not carry SQLite's code.
    for (const pragma of pragmas) database.prepare(`PRAGMA ${pragma}`).all();
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/**
 * Lets the reads of one turn of the event loop share a transaction, so that they lock the file
 * once and not each; a write ends it, and so the next read sees that.
 */
function shareReads(database: DatabaseSync) {
  const begin = database.prepare("begin deferred");
  const rollback = database.prepare("rollback"); // which, unlike commit, succeeds on a damaged file
  let isOpen = false;
  function end() {
    if (isOpen && database.isOpen && database.isTransaction) rollback.run();
    isOpen = false;
  }
  return {
    begin: () => {
      if (database.isTransaction) return;
      begin.run();
      isOpen = true;
      setImmediate(end);
    },
    end,
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

/** Primary result codes (sqlite.org/rescode.html) with SQLite's words and what they mean for us. */
const FAILURES: readonly [code: number, message: string, failure: DatabaseFailure][] = [
  [5, "database is locked", "contended"],
  [6, "database table is locked", "contended"],
  [8, "attempt to write a readonly database", "unavailable"],
  [10, "disk I/O error", "unavailable"],
  [11, "database disk image is malformed", "damaged"],
  [13, "database or disk is full", "full"],
  [14, "unable to open database file", "unavailable"],
  [26, "file is not a database", "damaged"],
];

/** What an error of SQLite means; `undefined` for one that is not SQLite's, or a fault of ours. */
export function readSqliteFailure(error: unknown): DatabaseFailure | undefined {
  if (!(error instanceof Error) || !("code" in error) || error.code !== "ERR_SQLITE_ERROR") return;
  // What goes wrong while a file is opened carries no code of SQLite's.
  const code = "errcode" in error ? Number(error.errcode) : undefined;
  if (code === 2067 || code === 1555) return "duplicate"; // UNIQUE, PRIMARY KEY
  return FAILURES.find(([known, message]) =>
    code === undefined ? error.message.startsWith(message) : code % 256 === known
  )?.[2];
}
