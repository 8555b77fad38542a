import type { Database } from "../database/database.ts";

/** Upper bounds of the buckets of a histogram, in seconds. */
const BOUNDS = [0.005, 0.025, 0.1, 0.25, 1, 2.5, 10] as const;

/** Counts durations, in seconds. */
interface Histogram {
  readonly observe: (seconds: number) => void;
  readonly read: () => HistogramState;
}

/** What a histogram has counted. */
export interface HistogramState {
  /** How many were at most as long as each bound. */
  readonly buckets: readonly { readonly bound: number; readonly count: number }[];
  readonly count: number;
  readonly sum: number;
}

/** Creates an empty histogram. */
export function createHistogram(): Histogram {
  const counts = new Array<number>(BOUNDS.length + 1).fill(0);
  let sum = 0;
  return {
    observe: (seconds) => {
      let at = 0;
      while (at < BOUNDS.length && seconds > BOUNDS[at]!) at++;
      counts[at]!++;
      sum += seconds;
    },
    read: () => {
      let count = 0;
      const buckets = BOUNDS.map((bound, at) => ({ bound, count: count += counts[at]! }));
      return { buckets, count: count + counts.at(-1)!, sum };
    },
  };
}

/** A route of the app, by which its requests are counted. */
interface CountedRoute {
  readonly method: string;
  /** In Hono's syntax. */
  readonly path: string;
}

/** The requests of a route. */
interface RouteCounts {
  readonly method: string;
  /** In the syntax of the contract: `/families/{family_id}`. */
  readonly path: string;
  /** How many were answered with 1xx, 2xx and so on, by the first digit. */
  readonly statuses: number[];
  readonly durations: Histogram;
}

/** Counts requests by their route, never by their URL: it may have secrets. */
interface RequestCounter {
  readonly observe: (
    route: CountedRoute | undefined,
    answer: { readonly status: number; readonly seconds: number },
  ) => void;
  /** The routes that were called at least once. */
  readonly read: () => readonly RouteCounts[];
}

/** Creates a counter; requests without a route count as `other`. */
export function createRequestCounter(): RequestCounter {
  const counted = new Map<CountedRoute | undefined, RouteCounts>();
  return {
    observe: (route, { status, seconds }) => {
      let counts = counted.get(route);
      if (!counts) counted.set(route, counts = createCounts(route));
      counts.statuses[Math.trunc(status / 100)]!++;
      counts.durations.observe(seconds);
    },
    read: () => [...counted.values()],
  };
}

function createCounts(route: CountedRoute | undefined): RouteCounts {
  return {
    method: route === undefined || route.method === "ALL" ? "other" : route.method,
    path: route?.path.replaceAll(/:(\w+)(\{[^}]*\})?/g, "{$1}") ?? "other",
    statuses: [0, 0, 0, 0, 0, 0],
    durations: createHistogram(),
  };
}

/** What a server counts while it runs. */
export interface Metrics {
  readonly requests: RequestCounter;
  readonly transactions: TransactionCounter;
}

/** Counts the transactions of a database. */
interface TransactionCounter {
  /** From the call to the commit: waits for others and retries are in it. */
  readonly durations: Histogram;
  readonly open: () => number;
  readonly count: <T>(work: () => Promise<T>) => Promise<T>;
}

/** Creates what a server counts. */
export function createMetrics(): Metrics {
  return { requests: createRequestCounter(), transactions: createTransactionCounter() };
}

function createTransactionCounter(): TransactionCounter {
  const durations = createHistogram();
  let open = 0;
  return {
    durations,
    open: () => open,
    count: async (work) => {
      const startedAt = performance.now();
      open++;
      try {
        return await work();
      } finally {
        open--;
        durations.observe((performance.now() - startedAt) / 1000);
      }
    },
  };
}

/** The same database, whose transactions are counted. */
export function countTransactions(database: Database, { transactions }: Metrics): Database {
  const { transaction, urgentTransaction, withLock } = database;
  return {
    ...database,
    transaction: (work) => transactions.count(() => transaction(work)),
    urgentTransaction: (work) => transactions.count(() => urgentTransaction(work)),
    withLock: (subjects, work) => transactions.count(() => withLock(subjects, work)),
  };
}
