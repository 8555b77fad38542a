/** Counts attempts by subject, in the memory of this process. */
export interface AttemptCounter {
  /**
   * Counts an attempt. At the limit it counts nothing, and returns the seconds until the next one
   * is allowed.
   */
  readonly count: (subject: string, now: Date) => number | undefined;
}

/** How many attempts a subject may make in which time. */
interface AttemptLimit {
  readonly attempts: number;
  /** In milliseconds. */
  readonly window: number;
}

/** Subjects that are remembered at once; beyond it the oldest are forgotten. */
const MAX_SUBJECTS = 10_000;

/** Creates a counter in memory, for safe requests, which must not write. */
export function createAttemptCounter({ attempts, window }: AttemptLimit): AttemptCounter {
  const times = new Map<string, number[]>(); // moves the subject to the end
  return {
    count: (subject, now) => {
      const time = now.getTime();
      const recent = (times.get(subject) ?? []).filter((each) => each > time - window);
      if (recent.length >= attempts) return (recent[0]! + window - time) / 1000;
      times.delete(subject);
      times.set(subject, [...recent, time]);
      if (times.size > MAX_SUBJECTS) times.delete(times.keys().next().value!);
      return undefined;
    },
  };
}
