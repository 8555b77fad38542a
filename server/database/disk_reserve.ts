/** Bytes kept for work that must succeed on a full disk: some hundred pages of the WAL. */
const RESERVE_BYTES = 1024 * 1024;

/** Milliseconds for which the free space is cached. */
const PROBE_EVERY = 1_000;

/** Only the reserve is left on the disk, if that. */
export class DiskFullError extends Error {
  override readonly name = "DiskFullError";

  constructor() {
    super("The disk of the database is full.");
  }
}

/** Disk space that a file reserves, and that is released when sessions have to be ended. */
interface DiskReserve {
  /** Whether the space is reserved. */
  readonly isHeld: () => boolean;
  /** Whether there is space beside the reserve; reserves it again if it was released. */
  readonly hasRoom: () => boolean;
  /** Releases the reserve. */
  readonly release: () => void;
}

/** Reserves space at a path, if there is any. */
export function openDiskReserve(path: string): DiskReserve {
  let askedAt = -Infinity;
  let answer = true;
  let isHeld = false;
  const take = () => {
    isHeld = sizeOf(path) === RESERVE_BYTES || fill(path, RESERVE_BYTES);
    if (!isHeld) remove(path);
    return isHeld;
  };
  const probe = () => {
    const isPossible = fill(`${path}.probe`, 64 * 1024);
    remove(`${path}.probe`);
    return isPossible;
  };
  take();
  return {
    isHeld: () => isHeld,
    hasRoom: () => {
      if (performance.now() - askedAt > PROBE_EVERY) {
        answer = take() && probe();
        askedAt = performance.now();
      }
      return answer;
    },
    release: () => {
      remove(path);
      isHeld = answer = false;
      askedAt = performance.now();
    },
  };
}

function sizeOf(path: string): number | undefined {
  try {
    return Deno.statSync(path).size;
  } catch {
    return undefined;
  }
}

/** Fills a file with bytes that no file system can skip; returns whether there was space. */
function fill(path: string, size: number): boolean {
  try {
    const bytes = new Uint8Array(size);
    for (let at = 0; at < size; at += 65_536) {
      crypto.getRandomValues(bytes.subarray(at, Math.min(at + 65_536, size)));
    }
    Deno.writeFileSync(path, bytes, { mode: 0o600 });
    return true;
  } catch {
    return false;
  }
}

function remove(path: string): void {
  try {
    Deno.removeSync(path);
  } catch { /* there is none */ }
}
