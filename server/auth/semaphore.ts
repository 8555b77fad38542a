import { Problem } from "../http/problem.ts";

/** Runs work when a permit is free; throws a `busy` problem if too many wait. */
type Semaphore = <T>(work: () => Promise<T>) => Promise<T>;

/** Creates a semaphore; at most `maxWaiting` may wait for its permits. */
export function createSemaphore(permits: number, maxWaiting: number): Semaphore {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (running === permits) {
      if (waiting.length === maxWaiting) throw new Problem("busy", { retryAfter: 1 });
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
