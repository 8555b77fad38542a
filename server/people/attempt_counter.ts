/** Counts attempts by subject, in the memory of this process. */
export interface AttemptCounter {
  /**
   * Counts an attempt. Where the subject has made as many as it may, nothing is counted, and the
   * seconds are returned after which one is free again.
   */
  readonly count: (subject: string, now: Date) => number | undefined;
}

/** How many attempts a subject may make in which time. */
interface AttemptLimit {
  readonly attempts: number;
  /** In milliseconds. */
  readonly window: number;
}

/** Subjects that are remembered at once; a flood of them makes the counter forget the oldest. */
const MAX_SUBJECTS = 10_000;

/** Makes a counter that writes nothing down: for what a safe request may cause. */
export function createAttemptCounter({ attempts, window }: AttemptLimit): AttemptCounter {
  const times = new Map<string, number[]>(); // the subject that was counted last stands last
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
