/** Milliseconds that a commit waits for the disk. */
const FLUSH_TIMEOUT = 5_000;

/** Milliseconds for which reads take it for granted that the file is there. */
const PLACE_CHECK_EVERY = 1_000;

/**
 * The disk did not confirm a commit. It is in the file, and others see it, but a power cut may undo
 * it; the answer is a 503 that says so.
 */
export class FlushError extends Error {
  override readonly name = "FlushError";
}

/** The disk fails or does not respond, or the file is gone: nothing may be written now. */
export class UnwritableError extends Error {
  override readonly name = "UnwritableError";
}

/** Flushes the WAL of a SQLite file in the background. */
export interface WalFlush {
  /** Resolves once all that was committed before the call is on the disk; throws a `FlushError`. */
  readonly flush: () => Promise<void>;
  /** Throws an `UnwritableError` while a commit could not be flushed. */
  readonly assertWritable: () => Promise<void>;
  /** Throws an `UnwritableError` if the path no longer leads to the open file. */
  readonly assertInPlace: () => void;
  /**
   * The same, but looks at most once a second while all is well, and a disk that cannot answer is no
   * reason to throw.
   */
  readonly assertNotGone: () => void;
  /** Whether a flush has been running for so many milliseconds. */
  readonly hasStalled: (milliseconds: number) => boolean;
  readonly close: () => void;
}

/** What a flush needs besides the file. */
interface WalFlushOptions {
  /** Runs work while nobody else writes to the file. */
  readonly lockWrites: (work: () => void) => Promise<void>;
}

/**
 * Opens the WAL beside a connection of SQLite that keeps it in place. SQLite could flush each
 * commit itself (`synchronous = FULL`), but would block the event loop: on a stalled disk the
 * server would answer nothing and ignore SIGTERM. Costs are in docs/architecture.md.
 */
export async function openWalFlush(
  database: string,
  { lockWrites }: WalFlushOptions,
): Promise<WalFlush> {
  const wal = `${database}-wal`;
  const file = await Deno.open(wal, { read: true, write: true });
  const opened = { wal: await file.stat(), database: await Deno.stat(database) };
  let hasFailed = false;
  let startedAt: number | undefined;

  const findPlaces = () => [findPlace(wal, opened.wal), findPlace(database, opened.database)];
  const gone = () =>
    new UnwritableError(
      `${database} was moved, removed or replaced while the server had it open. ` +
        "Put it back, or restart the server.",
    );
  const assertInPlace = () => {
    if (findPlaces().some((place) => place !== "there")) throw gone();
  };
  let askedAt = -Infinity;
  const assertNotGone = () => {
    const now = performance.now();
    if (now - askedAt < PLACE_CHECK_EVERY) return;
    if (findPlaces().includes("gone")) throw gone();
    askedAt = now;
  };
  const attempt = async () => {
    startedAt = performance.now();
    try {
      // After a failed flush the kernel marks pages as clean that never reached the disk, and the
      // next flush would succeed without them. Writing them again makes them dirty again.
      if (hasFailed) await lockWrites(() => rewrite(file));
      await file.syncData();
      assertInPlace();
      hasFailed = false;
    } catch (error) {
      hasFailed = true;
      throw error;
    } finally {
      startedAt = undefined;
    }
  };
  const flush = groupCommits(() => attempt().catch(attempt));
  const hasStalled = (milliseconds: number) =>
    startedAt !== undefined && performance.now() - startedAt > milliseconds;
  return {
    flush: () => limitTime(flush(), FLUSH_TIMEOUT),
    assertWritable: async () => {
      if (hasStalled(FLUSH_TIMEOUT)) throw new UnwritableError("The disk does not answer.");
      if (hasFailed) {
        await limitTime(flush(), FLUSH_TIMEOUT).catch((error: FlushError) => {
          throw new UnwritableError(error.message);
        });
      }
    },
    assertInPlace,
    assertNotGone,
    hasStalled,
    close: () => file.close(),
  };
}

/** Whether a path still leads to the file that was there when it was opened. */
function findPlace(path: string, opened: Deno.FileInfo): "there" | "gone" | "unknown" {
  try {
    const { dev, ino } = Deno.statSync(path);
    return dev === opened.dev && ino === opened.ino ? "there" : "gone";
  } catch (error) {
    return error instanceof Deno.errors.NotFound ? "gone" : "unknown";
  }
}

/** Writes a file over itself, from the page cache. */
function rewrite(file: Deno.FsFile): void {
  const buffer = new Uint8Array(64 * 1024);
  for (let at = 0;;) {
    file.seekSync(at, Deno.SeekMode.Start);
    const count = file.readSync(buffer);
    if (count === null) return;
    file.seekSync(at, Deno.SeekMode.Start);
    for (let written = 0; written < count;) {
      written += file.writeSync(buffer.subarray(written, count));
    }
    at += count;
  }
}

/** Group commit: all requests during a flush share the next flush. */
export function groupCommits(flush: () => Promise<void>): () => Promise<void> {
  let current: Promise<unknown> = Promise.resolve();
  let next: Promise<void> | undefined;
  return () =>
    next ??= current.then(async () => {
      const mine = next;
      next = undefined;
      current = mine!.catch(() => {}); // a failed flush does not fail later ones
      try {
        await flush();
      } catch (error) {
        throw new FlushError((error as Error).message);
      }
    });
}

async function limitTime(work: Promise<void>, milliseconds: number): Promise<void> {
  const { promise: timeout, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(
    () => reject(new FlushError(`The disk did not answer within ${milliseconds / 1000} s.`)),
    milliseconds,
  );
  try {
    await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
