/** Files in memory, by their names. What a name stands for must never change. */
interface RecentFiles {
  readonly get: (name: string) => Uint8Array<ArrayBuffer> | undefined;
  readonly add: (name: string, bytes: Uint8Array<ArrayBuffer>) => void;
  readonly delete: (name: string) => void;
}

/** Keeps files up to a number of bytes; beyond it, those that were used least recently go. */
export function createRecentFiles(limit: number): RecentFiles {
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  let total = 0;
  const take = (name: string) => {
    const bytes = files.get(name);
    if (!bytes) return undefined;
    files.delete(name);
    total -= bytes.length;
    return bytes;
  };
  const put = (name: string, bytes: Uint8Array<ArrayBuffer>) => {
    files.set(name, bytes);
    total += bytes.length;
  };
  return {
    get: (name) => {
      const bytes = take(name);
      if (bytes) put(name, bytes);
      return bytes;
    },
    add: (name, bytes) => {
      take(name);
      put(name, bytes);
      for (const oldest of files.keys()) {
        if (total <= limit) break;
        take(oldest);
      }
    },
    delete: (name) => void take(name),
  };
}
