import { Problem } from "../http/problem.ts";

/** How much work has a permit, and how much waits for one. */
export interface Load {
  readonly running: number;
  readonly waiting: number;
}

/** Runs work when a permit is free; throws a problem if too many wait. */
interface Semaphore {
  <T>(work: () => Promise<T>): Promise<T>;
  readonly load: () => Load;
}

/** Creates a semaphore; at most `maxWaiting` may wait for its permits. */
export function createSemaphore(
  { permits, maxWaiting, problem }: {
    readonly permits: number;
    readonly maxWaiting: number;
    /** What one more is told. */
    readonly problem: "busy" | "photos_busy";
  },
): Semaphore {
  let running = 0;
  const waiting: (() => void)[] = [];
  const run = async <T>(work: () => Promise<T>): Promise<T> => {
    if (running === permits) {
      if (waiting.length === maxWaiting) throw new Problem(problem, { retryAfter: 1 });
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else {
      running++;
    }
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next(); // takes over the permit, so `running` stays
      else running--;
    }
  };
  return Object.assign(run, { load: () => ({ running, waiting: waiting.length }) });
}
