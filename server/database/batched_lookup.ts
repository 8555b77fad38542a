import { type Compilable, PostgresAdapter } from "kysely";
import type { Db } from "./database.ts";
import { preparedQuery } from "./prepared_query.ts";

/** How many keys a statement has; each number is a statement of its own, with its plan. */
const SIZES = [1, 4, 16] as const;

/** Statements under way at once. */
const LANES = 2;

/** Milliseconds after which a statement is late: another takes its place, so that none waits for it. */
const LATE = 50;

/** Keys that no statement has asked for yet, with who waits for each. */
interface Queue<R> {
  readonly waiting: Map<string, PromiseWithResolvers<R | undefined>>;
  lanes: number;
}

/**
 * A prepared query for one row by its key. Keys that arrive while PostgreSQL is asked for others
 * go to it together, in one statement: asking costs more there than the row. Nothing is remembered.
 * SQLite, and a transaction, answer each alone.
 */
export function batchedLookup<R>(
  build: (db: Db, keys: readonly string[]) => Compilable<R>,
  keyOf: (row: R) => string,
): (db: Db, key: string) => Promise<R | undefined> {
  const queries = SIZES.map((size) => ({
    size,
    list: preparedQuery((db, ...keys: string[]) => build(db, keys)),
  }));
  const [one, most] = [queries.at(0)!, queries.at(-1)!];
  const queues = new WeakMap<Db, Queue<R>>();

  /** Asks for some of the keys that wait, the oldest first. */
  async function askForSome(db: Db, { waiting }: Queue<R>): Promise<void> {
    const some = [...waiting].slice(0, most.size);
    for (const [key] of some) waiting.delete(key);
    const { size, list } = queries.find(({ size }) => size >= some.length)!;
    const keys = Array.from({ length: size }, (_, index) => (some[index] ?? some[0]!)[0]);
    try {
      const rows = new Map((await list(db, ...keys)).map((row) => [keyOf(row), row]));
      for (const [key, { resolve }] of some) resolve(rows.get(key));
    } catch (error) {
      for (const [, { reject }] of some) reject(error);
    }
  }

  /** Asks until no key waits, or an answer is late. */
  async function openLane(db: Db, queue: Queue<R>): Promise<void> {
    let isOpen = true;
    const close = () => {
      isOpen = false;
      queue.lanes--;
    };
    const giveWay = () => {
      close();
      if (queue.waiting.size > 0) void openLane(db, queue);
    };
    queue.lanes++;
    while (isOpen && queue.waiting.size > 0) {
      const timer = setTimeout(giveWay, LATE);
      await askForSome(db, queue);
      clearTimeout(timer);
    }
    if (isOpen) close();
  }

  return async (db, key) => {
    const isAlone = db.isTransaction || !(db.getExecutor().adapter instanceof PostgresAdapter);
    if (isAlone) return (await one.list(db, key))[0];
    const queue = queues.getOrInsertComputed(db, () => ({ waiting: new Map(), lanes: 0 }));
    const { promise } = queue.waiting.getOrInsertComputed(key, () => Promise.withResolvers());
    if (queue.lanes < LANES) void openLane(db, queue);
    return await promise;
  };
}
