/** Delays signals while work must not be interrupted. */
interface SignalHold {
  /** Runs work during which signals wait. */
  readonly hold: HoldSignals;
  /** Handles a signal: exits with its code, or waits for held work first. */
  readonly receive: (exitCode: number) => void;
}

/** Runs work during which signals wait. */
export type HoldSignals = <T>(work: () => Promise<T>) => Promise<T>;

/** How long a signal waits at most, in ms. */
const HOLD_TIMEOUT = 5_000;

/** Creates a hold for a process that ends by `exit`. */
export function createSignalHold(exit: (exitCode: number) => void): SignalHold {
  let holders = 0;
  let pending: number | undefined;
  return {
    hold: async (work) => {
      holders++;
      try {
        return await work();
      } finally {
        holders--;
        if (holders === 0 && pending !== undefined) exit(pending);
      }
    },
    receive: (exitCode) => {
      if (holders === 0) return exit(exitCode);
      pending ??= exitCode;
      setTimeout(() => exit(exitCode), HOLD_TIMEOUT);
    },
  };
}
