/** Runs functions one after the other, in the order of the calls. */
export type Mutex = <T>(work: () => Promise<T>) => Promise<T>;

/** Makes a mutex for work that would only contend with itself. */
export function createMutex(): Mutex {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work);
    last = mine.catch(() => {}); // a failure does not stop the next
    return mine;
  };
}
