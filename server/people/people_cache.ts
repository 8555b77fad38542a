/** What was made of the people of a family, and how much memory it takes. */
interface Made<T> {
  readonly value: T;
  /** In characters, roughly. */
  readonly size: number;
}

/** What was made of the people of families, for as long as they stay as they are. */
export interface PeopleCache {
  /**
   * What was made before under the same key, or `make` does it. A key has the stamp of the family
   * in it (`families/people_stamp.ts`), so that nothing is found once a person has changed. One key
   * always stands for one type.
   */
  readonly get: <T>(key: string, make: () => Promise<Made<T>>) => Promise<T>;
}

/** Characters that are kept: the people of some thousand families, in about 64 MB. */
const MAX_SIZE = 16 * 1024 * 1024;

/** Makes an empty cache in the memory of this process. */
export function createPeopleCache(maxSize = MAX_SIZE): PeopleCache {
  const entries = new Map<string, Made<unknown>>(); // what was asked for last stands last
  let total = 0;
  const remove = (key: string) => {
    total -= entries.get(key)?.size ?? 0;
    entries.delete(key);
  };
  return {
    get: async <T>(key: string, make: () => Promise<Made<T>>) => {
      const known = entries.get(key);
      const made = known as Made<T> | undefined ?? await make(); // a key stands for one type
      remove(key);
      if (made.size > maxSize) return made.value;
      entries.set(key, made);
      total += made.size;
      while (total > maxSize) remove(entries.keys().next().value!); // there is one: it has a size
      return made.value;
    },
  };
}
