/** Milliseconds after which what does not come is given up on. */
const TIMEOUT = 60_000;

/** Looks for something until it is there. */
export async function waitFor<T>(
  what: string,
  find: () => Promise<T | undefined> | T | undefined,
  timeout: number = TIMEOUT,
): Promise<T> {
  const deadline = Date.now() + timeout;
  while (Date.now() < deadline) {
    const found = await find();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${what} did not come within ${timeout / 1000} s`);
}
