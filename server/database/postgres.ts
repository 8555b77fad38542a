import { type Dialect, type Kysely, PostgresAdapter, PostgresDialect, sql } from "kysely";
import { pinSslMode } from "../config/database_url.ts";
import type { DatabaseFailure } from "./database.ts";
import {
  ConnectionError,
  createPostgresPool,
  readSqlState,
  UnconfirmedError,
} from "./postgres_pool.ts";

/** Connections that one server keeps at most. */
const MAX_CONNECTIONS = 10;

/** Timeout of a connection, or of a statement with its locks, in ms. */
const TIMEOUT = 5_000;

/** Timeout of an answer, in ms: longer than PostgreSQL's own timeouts. */
const ANSWER_TIMEOUT = 6_000;

/** How the connections of requests are opened. */
interface DialectOptions {
  /**
   * Whether a pooler such as PgBouncer is in between that refuses settings at the start of a
   * connection. Then those of PostgreSQL hold in transactions alone; reads outside of them have the
   * client's timeout.
   */
  readonly isPooled: boolean;
}

/** Kysely over `pg` for requests: every wait has a timeout. */
export function createPostgresDialect(url: string, { isPooled }: DialectOptions): Dialect {
  const settings = {
    statement_timeout: TIMEOUT,
    idle_in_transaction_session_timeout: 2 * TIMEOUT,
  };
  return new PostgresDialect({
    pool: createPostgresPool({
      connectionString: pinSslMode(url),
      max: MAX_CONNECTIONS,
      ...!isPooled && settings,
      // Also without an error a pooler may have ignored settings at the start.
    }, {
      connect: TIMEOUT,
      query: ANSWER_TIMEOUT,
      inTransaction: settings,
      keepsPlans: !isPooled,
    }),
  });
}

/** Kysely over one connection without timeouts, for migrating and copying. */
export function createMigrationDialect(url: string): Dialect {
  const config = { connectionString: pinSslMode(url), max: 1 };
  // The role, or a pooler's connection, may have others.
  const inTransaction = { statement_timeout: 0, idle_in_transaction_session_timeout: 0 };
  const dialect = new PostgresDialect({
    pool: createPostgresPool(config, { connect: TIMEOUT, inTransaction }),
  });
  return {
    createDriver: () => dialect.createDriver(),
    createQueryCompiler: () => dialect.createQueryCompiler(),
    createAdapter: () => new TransactionLockAdapter(),
    createIntrospector: (db) => dialect.createIntrospector(db),
  };
}

/** The lock of Kysely's migrations, which earlier versions hold for the whole connection. */
const MIGRATION_LOCK = "3853314791062309107";

/**
 * Locks migrations until the end of their transaction. A lock of the connection would stay with
 * PgBouncer, and no server could start any more.
 */
class TransactionLockAdapter extends PostgresAdapter {
  override async acquireMigrationLock(db: Kysely<unknown>): Promise<void> {
    await sql`select pg_advisory_xact_lock(${sql.lit(MIGRATION_LOCK)}::bigint)`.execute(db);
  }

  override releaseMigrationLock(): Promise<void> {
    return Promise.resolve();
  }
}

/** Whether an error says that a pooler refuses settings at the start of a connection. */
export function isRefusedSetting(error: unknown): boolean {
  return error instanceof Error && readSqlState(error) === "08P01" &&
    error.message.startsWith("unsupported startup parameter");
}

/** SQLSTATEs (PostgreSQL manual, appendix A), or their classes, with their meaning for us. */
const FAILURES: readonly (readonly [string, DatabaseFailure])[] = [
  ["23505", "duplicate"], // unique_violation
  ["40001", "contended"], // serialization_failure
  ["40P01", "contended"], // deadlock_detected
  ["55P03", "contended"], // lock_not_available
  ["53100", "full"], // disk_full
  ["53", "unavailable"], // insufficient_resources: too many connections, out of memory
  ["08", "unavailable"], // connection_exception
  ["28", "unavailable"], // invalid_authorization_specification: the password has changed
  ["3D000", "unavailable"], // invalid_catalog_name: the database is gone
  ["57", "unavailable"], // operator_intervention: shutdown, cancelled by a timeout
  ["25006", "unavailable"], // read_only_sql_transaction: a standby
  ["0A000", "unavailable"], // feature_not_supported: a standby has no serializable transactions
  ["25P03", "unavailable"], // idle_in_transaction_session_timeout
  ["58", "unavailable"], // system_error
  ["XX", "damaged"], // internal_error, data_corrupted
];

/** The kind of an error of PostgreSQL or of the network; `undefined` for a bug of ours. */
export function readPostgresFailure(error: unknown): DatabaseFailure | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error instanceof ConnectionError) return "unavailable";
  if (error instanceof UnconfirmedError) return "unconfirmed";
  const state = readSqlState(error);
  if (state !== undefined) return FAILURES.find(([prefix]) => state.startsWith(prefix))?.[1];
  const code = "code" in error ? String(error.code) : "";
  return isConnectionError(code, error.message) ? "unavailable" : undefined;
}

/** A lost connection has no code in `pg`, only a message; the system has errno. */
function isConnectionError(code: string, message: string): boolean {
  return /^E(CONN|PIPE|TIMEDOUT|HOST|NET|AI_|NOTFOUND)/.test(code) ||
    /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed)/
      .test(message);
}
