import {
  DatabaseSync,
  type SQLInputValue,
  type SQLOutputValue,
  type StatementSync,
} from "node:sqlite";
import {
  type Dialect,
  type LimitNode,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDialect,
  SqliteQueryCompiler,
} from "kysely";

/** Receives why a checkpoint failed. It is tried again later, and loses nothing. */
export type OnCheckpointFailure = (error: Error) => void;

/** How a SQLite file is opened. */
interface SqliteOptions {
  readonly readOnly?: boolean;
  /**
   * Whether the file is thrown away if it is not finished: then it needs no WAL, which takes shared
   * memory that network file systems do not have.
   */
  readonly isDraft?: boolean;
  /** Called before each commit, which may checkpoint. */
  readonly beforeCommit?: () => void;
  /** Called when a checkpoint fails, which SQLite itself would tell nobody. */
  readonly onCheckpointFailure?: OnCheckpointFailure;
}

/** Kysely over the SQLite that is built into the runtime. */
export function createSqliteDialect(file: string, options: SqliteOptions = {}): Dialect {
  const dialect = new SqliteDialect({ database: () => Promise.resolve(openSqlite(file, options)) });
  return {
    createDriver: () => dialect.createDriver(),
    createQueryCompiler: () => new HiddenLimitCompiler(),
    createAdapter: () => new TransactionalSqliteAdapter(),
    createIntrospector: (db) => dialect.createIntrospector(db),
  };
}

/** SQLite rolls back changes of tables too, so a killed migration leaves nothing behind. */
class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/**
 * Hides the value of a limit from SQLite's planner. It plans by the value of a bare `LIMIT ?`, and
 * so prepares the statement again each time one is bound: 16 µs instead of 3 for a `GET /profile`.
 */
class HiddenLimitCompiler extends SqliteQueryCompiler {
  protected override visitLimit({ limit }: LimitNode): void {
    this.append("limit 0 + ");
    this.visitNode(limit);
  }
}

function openSqlite(file: string, options: SqliteOptions): SqliteDatabase {
  const database = connect(file, options);
  const prepare = createPrepare(database);
  const { beforeCommit, onCheckpointFailure } = options;
  const checkpoint = onCheckpointFailure && createCheckpoint(database, onCheckpointFailure);
  return {
    close: () => database.close(),
    prepare: (sql) => {
      const statement = prepare(chooseSql(sql, database));
      if (sql !== "commit") return statement;
      beforeCommit?.();
      const run: Prepared["run"] = (parameters) => {
        const result = statement.run(parameters);
        checkpoint?.();
        return result;
      };
      return { ...statement, run };
    },
  };
}

/** Pages of the WAL that are copied to the database at once; as many as SQLite does by itself. */
const CHECKPOINT_PAGES = 1000;

/** Creates what checkpoints after a commit if it is time; SQLite then does not by itself. */
function createCheckpoint(database: DatabaseSync, onFailure: OnCheckpointFailure): () => void {
  database.exec("PRAGMA wal_autocheckpoint = 0");
  const count = database.prepare("PRAGMA wal_checkpoint(NOOP)");
  const copy = database.prepare("PRAGMA wal_checkpoint(PASSIVE)");
  let due = CHECKPOINT_PAGES;
  return () => {
    const { log, checkpointed } = count.get() as { log: number; checkpointed: number }; // SQLite's names
    if (log - checkpointed < due) return;
    try {
      copy.get();
      due = CHECKPOINT_PAGES;
    } catch (error) {
      due = log - checkpointed + CHECKPOINT_PAGES; // not at every commit on a broken disk
      onFailure(error as Error);
    }
  };
}

/** Statements of one connection that are kept prepared. */
const MAX_STATEMENTS = 500;

/** A statement of `node:sqlite` as `better-sqlite3` has it, which Kysely knows. */
type Prepared = ReturnType<typeof adaptStatement>;

/** Prepares each statement once. */
export function createPrepare(database: DatabaseSync): (sql: string) => Prepared {
  const prepared = new Map<string, Prepared>();
  return (sql) => {
    let statement = prepared.get(sql);
    if (!statement) {
      if (prepared.size === MAX_STATEMENTS) prepared.clear();
      statement = adaptStatement(database.prepare(sql));
      prepared.set(sql, statement);
    }
    return statement;
  };
}

/** Page cache of the connection that only reads, in KiB. */
const CACHE_KIB = 64 * 1024;

/** Opens a connection to a SQLite file. */
export function connect(file: string, options: SqliteOptions): DatabaseSync {
  const { readOnly = false, isDraft = false } = options;
  // Fail at once on a locked database; retries wait without blocking the event loop.
  const database = new DatabaseSync(file, {
    readOnly,
    timeout: 0,
    enableForeignKeyConstraints: true,
  });
  const pragmas = ["trusted_schema = OFF"];
  if (readOnly) pragmas.push(`cache_size = -${CACHE_KIB}`);
  else if (isDraft) pragmas.push("journal_mode = MEMORY", "synchronous = FULL");
  else pragmas.push("journal_mode = WAL", "synchronous = NORMAL"); // flush_wal.ts flushes
  try {
    // Not by `exec`, whose errors do not carry SQLite's code.
    for (const pragma of pragmas) database.prepare(`PRAGMA ${pragma}`).all();
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** SQL for what Kysely asks of a connection. */
function chooseSql(sql: string, { isTransaction }: DatabaseSync): string {
  // A transaction always writes: it takes the lock at once, since a later upgrade cannot retry.
  if (sql === "begin") return "begin immediate";
  // On a full disk SQLite has already rolled back, and a second rollback would fail.
  if (sql === "rollback" && !isTransaction) return "select 1";
  return sql;
}

function adaptStatement(statement: StatementSync) {
  const columns = statement.columns().map(({ name }) => name);
  const bind = (parameters: readonly unknown[]) => parameters as SQLInputValue[]; // Kysely's are
  // Own row objects are cheaper to make than SQLite's, and to write as JSON.
  statement.setReturnArrays(true);
  const toRow = (values: unknown) => nameValues(columns, values as SQLOutputValue[]);
  return {
    reader: columns.length > 0,
    all: (parameters: readonly unknown[]) => statement.all(...bind(parameters)).map(toRow),
    run: (parameters: readonly unknown[]) => statement.run(...bind(parameters)),
    iterate: (parameters: readonly unknown[]) => statement.iterate(...bind(parameters)).map(toRow),
  };
}

function nameValues(columns: readonly string[], values: readonly SQLOutputValue[]) {
  const row: Record<string, SQLOutputValue> = {};
  for (const [position, column] of columns.entries()) row[column] = values[position]!;
  return row;
}
