import { startCircle, type Visit } from "./circle.ts";
import { startTwins } from "./twin_servers.ts";

/** Where many do something at once: each half of them at a server of its own, or all at one. */
export interface Arena extends AsyncDisposable {
  readonly first: Visit;
  readonly second: Visit;
  readonly dataDir: string;
}

type StartArena = (settings?: Readonly<Record<string, string>>) => Promise<Arena>;

/** The arenas by what they are, for the names of tests that run in each. */
export const ARENAS: Readonly<Record<string, StartArena>> = {
  "on one server": async (settings) => {
    const circle = await startCircle(settings);
    return {
      first: circle,
      second: circle,
      dataDir: circle.dataDir,
      [Symbol.asyncDispose]: () => circle[Symbol.asyncDispose](),
    };
  },
  "on two servers with one database": startTwins,
};

/** Does something many times at once, by turns at both servers. */
export async function doAtOnce<T>(
  { first, second }: Arena,
  count: number,
  act: (visit: Visit, index: number) => Promise<T>,
): Promise<T[]> {
  return await Promise.all(
    Array.from({ length: count }, (_, index) => act(index % 2 === 0 ? first : second, index)),
  );
}
