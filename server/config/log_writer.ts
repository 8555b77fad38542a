/** Bytes of lines that wait to be written; beyond it lines are dropped. */
const MAX_WAITING_BYTES = 256 * 1024;

/** Writes log lines in the background: a reader that stalls holds up nobody but itself. */
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
 * Makes a log writer. Lines that find no room are dropped and counted; `describeDropped` makes a
 * line of their number, which is written as soon as there is room again.
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
