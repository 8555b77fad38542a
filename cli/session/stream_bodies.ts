import type { IdleTimeout } from "./idle_timeout.ts";

/** Bytes of a file that are sent at once. */
const CHUNK = 64 * 1024;

/** Bytes that may wait in the network when the last of a file is taken from us. */
const MAX_BUFFERED = 2 * 1024 * 1024;

/** The least that a server takes, in bytes a ms. */
const MIN_RATE = 16;

/** The bytes of a file that is sent; the timeout counts from the last that were taken. */
export function streamFile(file: Blob, timeout: IdleTimeout): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull: async (controller) => {
      if (at >= file.size) {
        timeout.extend(Math.min(file.size, MAX_BUFFERED) / MIN_RATE);
        return controller.close();
      }
      timeout.extend();
      controller.enqueue(await file.slice(at, at += CHUNK).bytes());
    },
  }, { highWaterMark: 0 });
}

/** Reads the body of an answer until a signal aborts it. */
export interface AnswerReader {
  readonly read: () => Promise<ReadableStreamReadResult<Uint8Array<ArrayBuffer>>>;
  readonly cancel: (reason?: unknown) => Promise<void>;
}

/**
 * Opens the body of an answer. The signal of `fetch` alone does not end it: Deno 2.9 forgets that
 * signal once its response is garbage.
 */
export function openAnswer(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  signal: AbortSignal,
): AnswerReader {
  const reader = body.getReader();
  const cancel = (reason?: unknown) => reader.cancel(reason);
  signal.addEventListener("abort", () => void cancel(signal.reason).catch(() => {}));
  return {
    read: async () => {
      const piece = await reader.read();
      signal.throwIfAborted(); // what was cancelled looks as if it had ended
      return piece;
    },
    cancel,
  };
}

/**
 * The bytes of an answer as they come. The timeout counts for each piece, and only while it is
 * waited for: a slow reader is not the server's fault. `explain` makes errors of the network ours.
 */
export function streamAnswer(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  timeout: IdleTimeout,
  explain: (error: Error) => Error,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const reader = openAnswer(body, timeout.signal);
  return new ReadableStream({
    pull: async (controller) => {
      timeout.extend();
      try {
        const { done, value } = await reader.read();
        if (done) controller.close();
        else controller.enqueue(value);
      } catch (error) {
        controller.error(explain(error as Error)); // reading throws nothing else
      } finally {
        timeout.stop();
      }
    },
    cancel: reader.cancel,
  }, { highWaterMark: 0 });
}
