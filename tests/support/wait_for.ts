/** Milliseconds after which what does not come is given up on. */
const TIMEOUT = 60_000;

/** Looks for something until it is there. */
export async function waitFor<T>(
  what: string,
  find: () => Promise<T | undefined> | T | undefined,
): Promise<T> {
  const deadline = Date.now() + TIMEOUT;
  while (Date.now() < deadline) {
    const found = await find();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${what} did not come within ${TIMEOUT / 1000} s`);
}
