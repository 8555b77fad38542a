import type { PostgresPool, PostgresPoolClient } from "kysely";
// @ts-types="@types/pg"
import { Pool, type PoolClient, type PoolConfig } from "pg";
import { delay } from "./database.ts";

/** No connection to PostgreSQL is available, or it no longer responds. */
export class ConnectionError extends Error {
  override readonly name = "ConnectionError";
}

/** Milliseconds that closing the connections may take. */
const CLOSE_TIMEOUT = 1_000;

/** Milliseconds between two checks for a free connection. */
const POLL_INTERVAL = 20;

/** Timeouts of the client, in ms; none by default. */
interface PoolTimeouts {
  /** For a connection, a free one of the pool or a new one. */
  readonly connect: number;
  /** For the answer to a query; then its connection is destroyed. */
  readonly query?: number;
}

/**
 * Connections of `pg` with timeouts of the client: if the network drops packets, errors of
 * PostgreSQL's own timeouts do not arrive.
 */
export function createPostgresPool(config: PoolConfig, timeouts: PoolTimeouts): PostgresPool {
  const pool = new Pool({
    application_name: "circle",
    keepAlive: true,
    connectionTimeoutMillis: timeouts.connect,
    ...config,
  });
  // A broken connection fails its query, and the pool replaces it. But `pg` also reports it as an
  // `error` event, and one without a listener ends the process.
  pool.on("error", ignore);
  pool.on("connect", (client) => client.on("error", ignore));
  return {
    options: pool.options,
    connect: async () => boundQueries(await connect(pool, timeouts.connect), timeouts.query),
    end: async () => {
      await Promise.race([pool.end(), delay(CLOSE_TIMEOUT)]);
    },
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
      const isUsedUp = error instanceof Error && "code" in error && error.code === "53300";
      if (!isUsedUp || performance.now() > giveUpAt) throw error;
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

/** A connection whose queries time out; it is then destroyed. */
function boundQueries(client: PoolClient, timeout: number | undefined): PostgresPoolClient {
  if (timeout === undefined) return client as unknown as PostgresPoolClient; // as Kysely expects it
  let failure: ConnectionError | undefined;
  const query = async (text: string, values: readonly unknown[]) => {
    if (failure) throw failure;
    const expired = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      failure = new ConnectionError(`PostgreSQL did not answer within ${timeout / 1000} s.`);
      client.release(failure); // destroys it
      expired.reject(failure);
    }, timeout);
    try {
      return await Promise.race([client.query(text, [...values]), expired.promise]);
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
