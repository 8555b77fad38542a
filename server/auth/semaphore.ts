import { Problem } from "../http/problem.ts";

/** Runs work when a permit is free; throws a `busy` problem when too many wait for one. */
type Semaphore = <T>(work: () => Promise<T>) => Promise<T>;

/** Makes a semaphore with some permits, for which at most `maxWaiting` may wait. */
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
