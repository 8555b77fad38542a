import { setImmediate } from "node:timers";
import {
  type CompiledQuery,
  DefaultQueryExecutor,
  type Dialect,
  Kysely,
  type QueryExecutor,
  type QueryResult,
} from "kysely";
import type { Db } from "./database.ts";
import { connect, createPrepare, createSqliteDialect } from "./sqlite.ts";
import type { Tables } from "./tables.ts";

/** An open SQLite file. */
export interface SqliteConnections {
  readonly db: Db;
  readonly close: () => Promise<void>;
}

/**
 * Opens a SQLite file on two connections. Transactions, and whatever writes, take turns on one;
 * what is read outside of them is read on the other, at once, and waits for nobody.
 */
export async function connectToSqlite(file: string): Promise<SqliteConnections> {
  let reads: Reads | undefined;
  const dialect = createSqliteDialect(file, { beforeEach: () => reads?.refresh() });
  const writing = new Kysely<Tables>({ dialect });
  try {
    // Opened first, or there is no WAL for the other to read.
    await writing.connection().execute(() => Promise.resolve());
    reads = openReads(file);
  } catch (error) {
    await writing.destroy();
    throw error;
  }
  return {
    db: new Kysely<Tables>({
      config: { dialect },
      dialect,
      driver: dialect.createDriver(), // which begins and ends transactions
      executor: new ReadsApart(dialect, writing.getExecutor(), reads),
    }),
    close: async () => {
      reads.close();
      await writing.destroy();
    },
  };
}

/** Runs queries as Kysely does, but reads at once. */
class ReadsApart extends DefaultQueryExecutor {
  readonly #reads: Reads;

  constructor(dialect: Dialect, writing: QueryExecutor, reads: Reads) {
    super(dialect.createQueryCompiler(), dialect.createAdapter(), writing);
    this.#reads = reads;
  }

  override async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const { sql, parameters } = query;
    if (!sql.startsWith("select ")) return await super.executeQuery(query);
    return { rows: this.#reads.all(sql, parameters) as R[] }; // as the query is typed
  }
}

interface Reads {
  readonly all: (sql: string, parameters: readonly unknown[]) => unknown[];
  /** Lets what is read from now on see all that is committed. */
  readonly refresh: () => void;
  readonly close: () => void;
}

/**
 * Opens a connection that only reads. The reads of one turn of the event loop share a transaction,
 * so that they lock the file once and not each.
 */
function openReads(file: string): Reads {
  const database = connect(file, { readOnly: true });
  const prepare = createPrepare(database);
  const begin = database.prepare("begin deferred");
  const rollback = database.prepare("rollback"); // which, unlike commit, succeeds on a damaged file
  const refresh = () => {
    if (database.isOpen && database.isTransaction) rollback.run();
  };
  return {
    all: (sql, parameters) => {
      if (!database.isTransaction) {
        begin.run();
        setImmediate(refresh);
      }
      return prepare(sql).all(parameters);
    },
    refresh,
    close: () => database.close(),
  };
}
