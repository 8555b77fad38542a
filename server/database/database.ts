import type { Kysely, Transaction, TransactionBuilder } from "kysely";
import type { Tables } from "./tables.ts";

/** The database to read from, or a transaction that also writes. */
export type Db = Kysely<Tables>;

/** What went wrong below a query, whatever the dialect. */
export type DatabaseFailure =
  | "contended"
  | "unavailable"
  | "full"
  | "damaged"
  | "duplicate"
  /** The change may be there or not. */
  | "unconfirmed";

/** An open, migrated database. */
export interface Database {
  /** Reads only. */
  readonly db: Db;
  /** Writes outside of `transaction`, which is for tests and migrations. */
  readonly write: Db;
  /**
   * Runs work that writes, in one serializable transaction. Where others were in the way it is
   * run again, so it must not do anything but talk to the database.
   */
  readonly transaction: <T>(work: (tx: Transaction<Tables>) => Promise<T>) => Promise<T>;
  /** As `transaction`, for work that ends access or deletes: it may use the last room on the disk. */
  readonly urgentTransaction: Database["transaction"];
  /**
   * Runs work that decides about some subjects, and writes what it decided. Works about the same
   * subject run one after the other, on all servers, so that each sees what was decided before.
   */
  readonly withLock: <T>(
    subjects: readonly string[],
    work: (tx: Transaction<Tables>) => Promise<T>,
  ) => Promise<T>;
  /** Throws where nothing could be written now: a full disk, a read-only database. */
  readonly assertWritable: () => Promise<void>;
  /** What an error of the database means; `undefined` for an error of anything else. */
  readonly readFailure: (error: unknown) => DatabaseFailure | undefined;
  readonly close: () => Promise<void>;
}

/** How a dialect is told to make a transaction serializable; SQLite's always are. */
type Begin = () => TransactionBuilder<Tables>;

/** Makes `transaction` of a database that reports `contended` when others are in the way. */
export function createTransaction(
  begin: Begin,
  readFailure: Database["readFailure"],
): Database["transaction"] {
  return (work) => retry(() => begin().execute(work), readFailure);
}

/** Milliseconds for which a contended transaction is retried. */
const RETRY_TIMEOUT = 5_000;

/**
 * Retries work for as long as others are in the way, waiting longer each time. A row that another
 * transaction added meanwhile makes a duplicate: once more, the work sees that row and says so.
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
      await pause(Math.min(2 ** attempt, 64) * (0.5 + Math.random()));
    }
  }
}

/** Resolves after some milliseconds. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
