import { type Dialect, PostgresDialect } from "kysely";
import type { DatabaseFailure } from "./database.ts";
import { ConnectionError, createPostgresPool } from "./postgres_pool.ts";

/** Connections that one server keeps at most. */
const MAX_CONNECTIONS = 10;

/** Timeout of a connection, or of a statement with its locks, in ms. */
const TIMEOUT = 5_000;

/** Timeout of an answer, in ms: longer than PostgreSQL's own timeouts. */
const ANSWER_TIMEOUT = 6_000;

/** Kysely over `pg` for requests: every wait has a timeout. */
export function createPostgresDialect(url: string): Dialect {
  return new PostgresDialect({
    pool: createPostgresPool({
      connectionString: url,
      max: MAX_CONNECTIONS,
      statement_timeout: TIMEOUT,
      idle_in_transaction_session_timeout: 2 * TIMEOUT,
    }, { connect: TIMEOUT, query: ANSWER_TIMEOUT }),
  });
}

/** Kysely over one connection without timeouts, for migrating and copying. */
export function createMigrationDialect(url: string): Dialect {
  const config = { connectionString: url, max: 1 };
  return new PostgresDialect({ pool: createPostgresPool(config, { connect: TIMEOUT }) });
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
  ["57", "unavailable"], // operator_intervention: shutdown, cancelled by a timeout
  ["25006", "unavailable"], // read_only_sql_transaction: a standby
  ["25P03", "unavailable"], // idle_in_transaction_session_timeout
  ["58", "unavailable"], // system_error
  ["XX", "damaged"], // internal_error, data_corrupted
];

/** The kind of an error of PostgreSQL or of the network; `undefined` for a bug of ours. */
export function readPostgresFailure(error: unknown): DatabaseFailure | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error instanceof ConnectionError) return "unavailable";
  const code = "code" in error ? String(error.code) : "";
  if (/^[0-9A-Z]{5}$/.test(code)) {
    return FAILURES.find(([prefix]) => code.startsWith(prefix))?.[1];
  }
  return isConnectionError(code, error.message) ? "unavailable" : undefined;
}

/** A lost connection has no code in `pg`, only a message; the system has errno. */
function isConnectionError(code: string, message: string): boolean {
  return /^E(CONN|PIPE|TIMEDOUT|HOST|NET|AI_|NOTFOUND)/.test(code) ||
    /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed)/
      .test(message);
}
