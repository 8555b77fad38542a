/** Delays signals while work must not be interrupted. */
interface SignalHold {
  /** Runs work during which signals wait. */
  readonly hold: HoldSignals;
  /** Runs work if a signal ends the process before the result is disposed of. */
  readonly onInterrupt: OnInterrupt;
  /** Handles a signal: exits with its code, or waits for held work first. */
  readonly receive: (exitCode: number) => void;
}

/** Runs work during which signals wait. */
export type HoldSignals = <T>(work: () => Promise<T>) => Promise<T>;

/** Runs work if a signal ends the process before the result is disposed of. */
export type OnInterrupt = (work: () => void) => Disposable;

/** How long a signal waits at most, in ms. */
const HOLD_TIMEOUT = 5_000;

/** Creates a hold for a process that ends by `endProcess`. */
export function createSignalHold(endProcess: (exitCode: number) => void): SignalHold {
  let holders = 0;
  let pending: number | undefined;
  const interrupted = new Set<() => void>();
  const exit = (exitCode: number) => {
    for (const work of interrupted) work();
    endProcess(exitCode);
  };
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
    onInterrupt: (work) => {
      interrupted.add(work);
      return { [Symbol.dispose]: () => void interrupted.delete(work) };
    },
    receive: (exitCode) => {
      if (holders === 0) return exit(exitCode);
      pending ??= exitCode;
      setTimeout(() => exit(exitCode), HOLD_TIMEOUT);
    },
  };
}
