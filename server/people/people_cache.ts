/** A cached result about the people of a family, and its size. */
interface Made<T> {
  readonly value: T;
  /** In characters, roughly. */
  readonly size: number;
}

/** Characters that an entry takes besides its key and value. */
const ENTRY_SIZE = 200;

/** A cache of results about the people of families, until a person changes. */
export interface PeopleCache {
  /**
   * Returns the cached result of a key, or makes it. A key contains the stamp of the family
   * (`families/people_stamp.ts`), so that it misses once a person has changed. One key always has
   * one type.
   */
  readonly get: <T>(key: string, make: () => Promise<Made<T>>) => Promise<T>;
}

/** Characters that are cached: the people of about a thousand families, in about 64 MB. */
const MAX_SIZE = 16 * 1024 * 1024;

/** Creates an empty cache in memory. */
export function createPeopleCache(maxSize = MAX_SIZE): PeopleCache {
  const entries = new Map<string, Made<unknown>>(); // the entry that was used last is at the end
  let total = 0;
  const sizeOf = (key: string, { size }: Made<unknown>) => ENTRY_SIZE + key.length + size;
  const remove = (key: string) => {
    const known = entries.get(key);
    if (!known) return;
    total -= sizeOf(key, known);
    entries.delete(key);
  };
  return {
    get: async <T>(key: string, make: () => Promise<Made<T>>) => {
      const known = entries.get(key);
      const made = known as Made<T> | undefined ?? await make(); // a key has one type
      remove(key);
      const size = sizeOf(key, made);
      if (size > maxSize) return made.value;
      entries.set(key, made);
      total += size;
      while (total > maxSize) remove(entries.keys().next().value!); // there is one: it has a size
      return made.value;
    },
  };
}
