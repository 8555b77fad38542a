import {
  type Kysely,
  type RawBuilder,
  sql,
  type Transaction,
  type TransactionBuilder,
} from "kysely";
import type { Tables } from "./tables.ts";

/** The database to read from, or a transaction that also writes. */
export type Db = Kysely<Tables>;

/** What went wrong below a query, whatever the dialect. */
export type DatabaseFailure = "contended" | "unavailable" | "full" | "damaged" | "duplicate";

/** An open, migrated database. */
export interface Database {
  readonly db: Db;
  /**
   * Runs work that writes, in one serializable transaction. Where others were in the way it is
   * run again, so it must not do anything but talk to the database.
   */
  readonly transaction: <T>(work: (tx: Transaction<Tables>) => Promise<T>) => Promise<T>;
  /**
   * Runs work that decides about some subjects, and writes what it decided. Works about the same
   * subject run one after the other, on all servers, so that each sees what was decided before.
   */
  readonly withLock: <T>(
    subjects: readonly string[],
    work: (tx: Transaction<Tables>) => Promise<T>,
  ) => Promise<T>;
  /** Runs work that only reads, and sees everything as it was at one moment. */
  readonly snapshot: <T>(work: (db: Db) => Promise<T>) => Promise<T>;
  /** What an error of the database means; `undefined` for an error of anything else. */
  readonly readFailure: (error: unknown) => DatabaseFailure | undefined;
  readonly close: () => Promise<void>;
}

/** How a dialect is told to make a transaction serializable; SQLite's always are. */
type Begin = () => TransactionBuilder<Tables>;

/** Makes `transact` of a database that reports `contended` when others are in the way. */
export function createTransaction(
  begin: Begin,
  readFailure: Database["readFailure"],
): Database["transaction"] {
  return (work) => retry(() => begin().execute(work), readFailure);
}

/** Makes `snapshot` of the statement that begins one in a dialect. */
export function createSnapshot(db: Db, begin: RawBuilder<unknown>): Database["snapshot"] {
  return (work) =>
    db.connection().execute(async (connection) => {
      await begin.execute(connection);
      try {
        return await work(connection);
      } finally {
        await sql`rollback`.execute(connection);
      }
    });
}

/** Milliseconds after which others that are in the way are given up on. */
const PATIENCE = 5_000;

/** Does a work again for as long as others are in the way, waiting longer each time. */
export async function retry<T>(
  work: () => Promise<T>,
  readFailure: Database["readFailure"],
): Promise<T> {
  const giveUpAt = performance.now() + PATIENCE;
  for (let attempt = 0;; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (readFailure(error) !== "contended" || performance.now() > giveUpAt) throw error;
      await pause(Math.min(2 ** attempt, 64) * (0.5 + Math.random()));
    }
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
