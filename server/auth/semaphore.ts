import { Problem } from "../http/problem.ts";

/** Runs work when a permit is free; throws a problem if too many wait. */
type Semaphore = <T>(work: () => Promise<T>) => Promise<T>;

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
  return async (work) => {
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
}
