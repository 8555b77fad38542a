/** How many act at once. */
const ACTORS = 8;

/** Repeats an action concurrently until something is over; returns the successful results. */
export async function actDuring<T>(
  something: Promise<unknown>,
  act: () => Promise<T>,
): Promise<T[]> {
  let isOver = false;
  const results: T[] = [];
  const keepActing = async () => {
    while (!isOver) await act().then((result) => results.push(result), () => {});
  };
  const acting = Array.from({ length: ACTORS }, keepActing);
  try {
    await something;
  } finally {
    isOver = true;
    await Promise.all(acting);
  }
  return results;
}
