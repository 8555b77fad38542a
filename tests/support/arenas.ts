import type { Db } from "../../server/database/database.ts";
import { REAL_HASHES, startCircle, type Visit } from "./circle.ts";
import { emptyDatabase, testDialect } from "./test_database.ts";
import { startTwins, type Twins } from "./twin_servers.ts";

/** Where many do something at once: each half of them at a server of its own, or all at one. */
export interface Arena {
  readonly first: Visit;
  readonly second: Visit;
  /** The database of both, past the servers. */
  readonly db: Db;
}

type Settings = Readonly<Record<string, string>>;

/**
 * Registers a test that must hold on one server, and on two processes with one database. The two
 * are started once for all tests of a file that have the same settings; each finds them empty.
 */
export function testInArenas(
  name: string,
  act: (arena: Arena, test: Deno.TestContext) => Promise<void>,
  settings: Settings = {},
): void {
  Deno.test(`${name}, on one server`, async (test) => {
    await using arena = await startOne(settings);
    await act(arena, test);
  });
  const isPossible = testDialect() !== "pglite";
  const findTwins = isPossible ? shareTwins(settings) : undefined;
  Deno.test({
    name: `${name}, on two servers with one database${isPossible ? "" : " (PGlite has no two)"}`,
    ignore: !isPossible,
    fn: async (test) => {
      const twins = findTwins!();
      await emptyDatabase(twins.db);
      await act(twins, test);
    },
  });
}

/** Servers that tests of this file share, by their settings. */
const shared = new Map<string, () => Twins>();

/** Starts two servers before the first test of this file, and stops them after the last. */
function shareTwins(settings: Settings): () => Twins {
  const key = JSON.stringify(settings);
  const known = shared.get(key);
  if (known) return known;
  let twins: Twins | undefined;
  Deno.test.beforeAll(async () => {
    twins = await startTwins(settings);
  });
  Deno.test.afterAll(async () => {
    await twins?.[Symbol.asyncDispose]();
  });
  const find = () => twins!; // no test runs before they have started
  shared.set(key, find);
  return find;
}

async function startOne(settings: Settings): Promise<Arena & AsyncDisposable> {
  const circle = await startCircle({ ...REAL_HASHES, ...settings }); // as long as on two servers
  return {
    first: circle,
    second: circle,
    db: circle.db,
    [Symbol.asyncDispose]: () => circle[Symbol.asyncDispose](),
  };
}

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
