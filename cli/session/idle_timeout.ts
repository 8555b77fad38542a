/** A signal that aborts when nothing has happened for some time. */
export interface IdleTimeout {
  readonly signal: AbortSignal;
  /** Waits from now on, for the usual time and some more, in ms. */
  readonly extend: (more?: number) => void;
  /** Waits no longer. */
  readonly stop: () => void;
}

/** Creates a timeout of some ms, which waits for nothing yet. */
export function createIdleTimeout(timeout: number): IdleTimeout {
  const controller = new AbortController();
  const abort = () => controller.abort(new DOMException("no progress", "TimeoutError"));
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = () => clearTimeout(timer);
  return {
    signal: controller.signal,
    extend: (more = 0) => {
      stop();
      timer = setTimeout(abort, timeout + more);
    },
    stop,
  };
}
