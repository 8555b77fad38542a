/** Runs works one after the other, in the order in which they came. */
export type Mutex = <T>(work: () => Promise<T>) => Promise<T>;

/** Makes a line for works that would only be in each other's way at once. */
export function createMutex(): Mutex {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work);
    last = mine.catch(() => {}); // one that fails does not hold up the next
    return mine;
  };
}
