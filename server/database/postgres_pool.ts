import type { PostgresPool, PostgresPoolClient } from "kysely";
// @ts-types="@types/pg"
import { type DatabaseError, Pool, type PoolClient, type PoolConfig } from "pg";
import { delay, waitAtMost } from "./database.ts";
import { findStatementName } from "./prepared_query.ts";

/** No connection to PostgreSQL is available, or it no longer responds. */
export class ConnectionError extends Error {
  override readonly name = "ConnectionError";
}

/** The connection was lost before a commit was answered: PostgreSQL may have done it, or not. */
export class UnconfirmedError extends Error {
  override readonly name = "UnconfirmedError";
}

/** Milliseconds that closing the connections may take. */
const CLOSE_TIMEOUT = 1_000;

/** Milliseconds between two checks for a free connection. */
const POLL_INTERVAL = 20;

/** What holds for all connections of a pool. Timeouts are of the client, in ms. */
interface PoolRules {
  /** For a connection, a free one of the pool or a new one. */
  readonly connect: number;
  /** For the answer to a query; then its connection is destroyed. None by default. */
  readonly query?: number;
  /** Settings of PostgreSQL for the length of each transaction: a pooler lets no others stay. */
  readonly inTransaction: Readonly<Record<string, number>>;
  /** Whether each connection keeps the plans of prepared queries; a pooler may not. */
  readonly keepsPlans?: boolean;
}

/**
 * Connections of `pg` with timeouts of the client: if the network drops packets, errors of
 * PostgreSQL's own timeouts do not arrive.
 */
export function createPostgresPool(config: PoolConfig, rules: PoolRules): PostgresPool {
  const pool = new Pool({
    application_name: "circle",
    keepAlive: true,
    connectionTimeoutMillis: rules.connect,
    ...config,
  });
  // A broken connection fails its query, and the pool replaces it. But `pg` also reports it as an
  // `error` event, and one without a listener ends the process.
  pool.on("error", ignore);
  pool.on("connect", (client) => client.on("error", ignore));
  const lost = new Set<string>();
  return {
    options: pool.options,
    connect: async () => boundQueries(await connect(pool, rules.connect), rules, lost),
    end: () => waitAtMost(CLOSE_TIMEOUT, pool.end()),
  };
}

function ignore(): void {}

/** Takes a connection; if PostgreSQL allows no new one, waits for one of the pool. */
async function connect(pool: Pool, timeout: number): Promise<PoolClient> {
  const giveUpAt = performance.now() + timeout;
  while (true) {
    try {
      return await pool.connect();
    } catch (error) {
      if (isPoolTimeout(error, pool)) {
        throw new ConnectionError(
          `All ${pool.totalCount} connections to PostgreSQL were busy for ${timeout / 1000} s.`,
        );
      }
      const code = readSqlState(error);
      if (code === undefined) {
        throw new ConnectionError(`No connection to PostgreSQL: ${readMessage(error)}`, {
          cause: error,
        });
      }
      if (code !== "53300" || performance.now() > giveUpAt) throw error;
    }
    const tryAgainAt = performance.now() + 250;
    while (pool.idleCount === 0 && performance.now() < tryAgainAt) await delay(POLL_INTERVAL);
  }
}

/** `pg` has the same message for a busy pool and for a server that does not respond. */
function isPoolTimeout(error: unknown, { totalCount, options }: Pool): boolean {
  return error instanceof Error && error.message === "timeout exceeded when trying to connect" &&
    totalCount === options.max;
}

/** The SQLSTATE of an error of PostgreSQL; those of `pg` and of the network have none. */
export function readSqlState(error: unknown): string | undefined {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return /^[0-9A-Z]{5}$/.test(code) && !code.startsWith("E") ? code : undefined;
}

function readMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * A connection whose queries time out; it is then destroyed. Queries whose plan was `lost` once are
 * planned each time.
 */
function boundQueries(
  client: PoolClient,
  { query: timeout, inTransaction, keepsPlans = false }: PoolRules,
  lost: Set<string>,
): PostgresPoolClient {
  const settings = Object.entries(inTransaction)
    .map(([name, value]) => `; set local ${name} = ${value}`).join("");
  let failure: ConnectionError | UnconfirmedError | undefined;
  const destroy = (error: NonNullable<typeof failure>) => {
    failure = error; // of all further queries: a rollback must not hide it
    client.release(error);
    return error;
  };
  let isInTransaction = false;
  const send = async (text: string, values: readonly unknown[]) => {
    if (/^(begin|start transaction)\b/.test(text)) {
      isInTransaction = true;
      const results: unknown = await client.query(text + settings); // in one round trip
      return Array.isArray(results) ? results[0] : results;
    }
    // In a transaction a lost plan would end it.
    const name = keepsPlans && !isInTransaction ? findStatementName(text) : undefined;
    if (name === undefined || lost.has(name)) return await client.query(text, [...values]);
    try {
      return await client.query({ name, text, values: [...values] });
    } catch (error) {
      if (!isPlanLost(error)) throw error;
      lost.add(name);
      return await client.query(text, [...values]);
    }
  };
  const query = async (text: string, values: readonly unknown[]) => {
    if (failure) throw failure;
    if (timeout === undefined) return await send(text, values);
    const expired = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      const message = `PostgreSQL did not answer within ${timeout / 1000} s.`;
      const isCommit = text === "commit";
      expired.reject(
        destroy(isCommit ? new UnconfirmedError(message) : new ConnectionError(message)),
      );
    }, timeout);
    try {
      return await Promise.race([send(text, values), expired.promise]);
    } catch (error) {
      const isUnconfirmed = text === "commit" && !failure && isCutOff(error);
      throw isUnconfirmed ? destroy(new UnconfirmedError(readMessage(error))) : error;
    } finally {
      clearTimeout(timer);
    }
  };
  return {
    query: query as unknown as PostgresPoolClient["query"], // no cursors are used here
    release: () => {
      if (!failure) client.release();
    },
  };
}

/** Whether a query was sent, and then the connection lost or PostgreSQL stopped (class 57P). */
function isCutOff(error: unknown): boolean {
  const wasSent = !readMessage(error).endsWith("is not queryable"); // as `pg` says where it was not
  return wasSent && /^(?:57P|08)/.test(readSqlState(error) ?? "57P");
}

/**
 * Whether PostgreSQL has no plan of this name, or another connection's, since a pooler is in
 * between; or has one of before a newer version of the program changed a table.
 */
function isPlanLost(error: unknown): boolean {
  const state = readSqlState(error);
  return state === "26000" || state === "42P05" ||
    state === "0A000" && (error as DatabaseError).routine === "RevalidateCachedQuery";
}
