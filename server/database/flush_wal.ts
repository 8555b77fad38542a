/** The disk did not take what was committed: it is there for now, but a power cut may undo it. */
export class FlushError extends Error {
  override readonly name = "FlushError";
}

/** Brings the WAL of a SQLite file to the disk, off the thread that answers. */
export interface WalFlush {
  /** Returns when all that was committed before is on the disk; throws a `FlushError`. */
  readonly flush: () => Promise<void>;
  readonly close: () => void;
}

/**
 * Opens the WAL beside a connection of SQLite that keeps it there. SQLite would wait for the disk
 * at each commit itself (`synchronous = FULL`), and everybody would wait with it.
 */
export async function openWalFlush(wal: string): Promise<WalFlush> {
  const file = await Deno.open(wal, { read: true, write: true });
  return { flush: groupCommits(() => file.syncData()), close: () => file.close() };
}

/** Lets all who come while one flush is under way share the next: that began after they came. */
export function groupCommits(flush: () => Promise<void>): () => Promise<void> {
  let current: Promise<unknown> = Promise.resolve();
  let next: Promise<void> | undefined;
  return () =>
    next ??= current.then(async () => {
      const mine = next;
      next = undefined;
      current = mine!.catch(() => {}); // one that fails is no matter of those after it
      try {
        await flush();
      } catch (error) {
        throw new FlushError((error as Error).message);
      }
    });
}
