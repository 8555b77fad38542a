import { ARRIVAL_DEADLINE, MIN_UPLOAD_RATE, UPLOAD_DEADLINE } from "../http/arrival.ts";
import { Problem } from "../http/problem.ts";
import { refuseRest } from "./form_faults.ts";
import { BrokenFormError } from "./read_parts.ts";
import { WORDS } from "./words.ts";

/** How much is read of a form, and for how long. */
export interface BodyLimits {
  readonly maxBytes: number;
  /** Milliseconds that all of it may take. */
  readonly maxTime: number;
  /** Milliseconds over which it has to come at `MIN_UPLOAD_RATE`. */
  readonly rateTime: number;
}

/** A little less than a connection has, which ends without an answer that people can read. */
const TIMES = { maxTime: UPLOAD_DEADLINE - 30_000, rateTime: ARRIVAL_DEADLINE - 2_000 };

/** The bytes of a form, within limits. Once they have failed, they always do. */
export function limitBody(
  body: AsyncIterable<Uint8Array>,
  limits: Pick<BodyLimits, "maxBytes"> & Partial<BodyLimits>,
): AsyncIterator<Uint8Array> {
  const { maxBytes, maxTime, rateTime } = { ...TIMES, ...limits };
  const chunks = body[Symbol.asyncIterator]();
  const deadline = performance.now() + maxTime;
  let pending: ReturnType<typeof chunks.next> | undefined;
  let size = 0;
  /** What came lately, and how long it was waited for: not while a picture was prepared. */
  const lately = { bytes: 0, time: 0 };
  let failure: Error | undefined;

  async function receive() {
    while (true) {
      pending ??= chunks.next();
      const startedAt = performance.now();
      const read = await within(pending, rateTime - lately.time);
      lately.time += performance.now() - startedAt;
      if (read?.done) return read;
      lately.bytes += read?.value.byteLength ?? 0;
      size += read?.value.byteLength ?? 0;
      if (size > maxBytes) throw refuseRest(WORDS.photos.notAllRead);
      if (performance.now() > deadline) throw refuseRest(WORDS.photos.tooSlow);
      if (lately.time >= rateTime) {
        const rate = lately.bytes / lately.time * 1000;
        if (rate < MIN_UPLOAD_RATE) throw refuseRest(WORDS.photos.tooSlow);
        Object.assign(lately, { bytes: 0, time: 0 });
      }
      if (!read) continue;
      pending = undefined;
      return read;
    }
  }

  return {
    next: async () => {
      if (failure) throw failure;
      try {
        return await receive();
      } catch (error) {
        throw failure = error instanceof Problem ? error : new BrokenFormError(); // its sender went
      }
    },
  };
}

/** What comes within so many milliseconds; `undefined` where nothing does. */
async function within<T>(coming: Promise<T>, milliseconds: number): Promise<T | undefined> {
  const { promise: over, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), milliseconds);
  try {
    return await Promise.race([coming, over]);
  } finally {
    clearTimeout(timer);
  }
}
