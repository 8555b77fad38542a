import type { Kysely, Transaction, TransactionBuilder } from "kysely";
import type { Tables } from "./tables.ts";

/** The database to read from, or a transaction that also writes. */
export type Db = Kysely<Tables>;

/** The kind of a database error, in any dialect. */
export type DatabaseFailure =
  | "contended"
  | "unavailable"
  | "full"
  | "damaged"
  | "duplicate"
  /** The change may or may not be saved. */
  | "unconfirmed";

/** An open, migrated database. */
export interface Database {
  /** Reads only. */
  readonly db: Db;
  /** Writes outside of `transaction`, which is for tests and migrations. */
  readonly write: Db;
  /**
   * Runs work that writes, in one serializable transaction. It is retried after a conflict, so it
   * must have no effects outside the database.
   */
  readonly transaction: <T>(work: (tx: Transaction<Tables>) => Promise<T>) => Promise<T>;
  /** Like `transaction`, for work that ends access or deletes: it may use the disk reserve. */
  readonly urgentTransaction: Database["transaction"];
  /**
   * Runs work in a transaction while holding a lock for each of some subjects. Work about the same
   * subject runs one at a time, on all servers, and sees the results of earlier work.
   */
  readonly withLock: <T>(
    subjects: readonly string[],
    work: (tx: Transaction<Tables>) => Promise<T>,
  ) => Promise<T>;
  /** Throws if nothing could be written now, as on a full disk or a read-only database. */
  readonly assertWritable: () => Promise<void>;
  /** What an error of the database means; `undefined` for an error of anything else. */
  readonly readFailure: (error: unknown) => DatabaseFailure | undefined;
  readonly close: () => Promise<void>;
}

/** How a dialect makes a transaction serializable; SQLite's always are. */
type Begin = () => TransactionBuilder<Tables>;

/** Makes `transaction` for a database that reports conflicts as `contended`. */
export function createTransaction(
  begin: Begin,
  readFailure: Database["readFailure"],
): Database["transaction"] {
  return (work) => retry(() => begin().execute(work), readFailure);
}

/** Milliseconds for which a contended transaction is retried. */
const RETRY_TIMEOUT = 5_000;

/**
 * Retries contended work, waiting longer each time. After a `duplicate` it is retried once: the
 * work then sees the row that another transaction added meanwhile.
 */
export async function retry<T>(
  work: () => Promise<T>,
  readFailure: Database["readFailure"],
): Promise<T> {
  const giveUpAt = performance.now() + RETRY_TIMEOUT;
  let wasDuplicate = false;
  for (let attempt = 0;; attempt++) {
    try {
      return await work();
    } catch (error) {
      const failure = readFailure(error);
      if (failure === "duplicate" && !wasDuplicate) {
        wasDuplicate = true;
        continue;
      }
      if (failure !== "contended" || performance.now() > giveUpAt) throw error;
      await delay(Math.min(2 ** attempt, 64) * (0.5 + Math.random()));
    }
  }
}

/** Waits for work, but not longer; leaves no timer, for which the end of the process would wait. */
export async function waitAtMost(milliseconds: number, work: Promise<unknown>): Promise<void> {
  const { promise: tooLong, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, milliseconds);
  try {
    await Promise.race([work, tooLong]);
  } finally {
    clearTimeout(timer);
  }
}

/** Resolves after some milliseconds. */
export function delay(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
