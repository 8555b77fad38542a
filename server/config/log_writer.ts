/** Bytes of lines that may wait to be written; further lines are dropped. */
const MAX_WAITING_BYTES = 256 * 1024;

/** Writes log lines in the background, so that a stalled reader blocks nothing. */
interface LogWriter {
  readonly add: (line: string) => void;
  /** Waits until all lines are written, or some milliseconds have passed. */
  readonly flush: (timeout: number) => Promise<void>;
}

/** What a log writer writes to, such as `Deno.stderr`. */
interface Output {
  readonly write: (bytes: Uint8Array) => Promise<number>;
}

/**
 * Creates a log writer. Lines beyond the buffer are dropped and counted; `describeDropped` makes a
 * line of their number, which is written once there is space again.
 */
export function createLogWriter(
  output: Output,
  describeDropped: (count: number) => string,
): LogWriter {
  const encoder = new TextEncoder();
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  let dropped = 0;
  let writing: Promise<void> | undefined;

  async function writeWaiting(): Promise<void> {
    while (waiting.length > 0) {
      const lines = waiting;
      waiting = [];
      for (const line of lines) {
        await writeAll(output, line);
        waitingBytes -= line.length;
      }
      if (dropped > 0) {
        const count = dropped;
        dropped = 0;
        append(describeDropped(count));
      }
    }
  }

  function append(line: string): void {
    const bytes = encoder.encode(line);
    waiting.push(bytes);
    waitingBytes += bytes.length;
  }

  return {
    add: (line) => {
      if (waitingBytes > MAX_WAITING_BYTES) return void dropped++;
      append(line);
      writing ??= writeWaiting().catch(() => {}).finally(() => writing = undefined); // nobody reads
    },
    flush: async (timeout) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, timeout);
      await Promise.race([writing, promise]);
      clearTimeout(timer);
    },
  };
}

async function writeAll(output: Output, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await output.write(bytes.subarray(at));
}
