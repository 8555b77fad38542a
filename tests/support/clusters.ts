import type { Db } from "../../server/database/database.ts";
import { startCircle, type TestClient } from "./circle.ts";
import { emptyDatabase, testDialect } from "./test_database.ts";
import { type ServerPair, startTwoServers } from "./two_servers.ts";

/** Where many do something at once: each half of them at a server of its own, or all at one. */
export interface Cluster {
  readonly first: TestClient;
  readonly second: TestClient;
  /** The database of both, past the servers. */
  readonly db: Db;
}

type Settings = Readonly<Record<string, string>>;

/**
 * Registers a test that must hold on one server, and on two servers with one database. The two
 * are started once for all tests of a file that have the same settings; each finds them empty.
 * Unless the settings name a cost of passwords, hashing is cheap.
 */
export function testOnClusters(
  name: string,
  act: (cluster: Cluster, test: Deno.TestContext) => Promise<void>,
  settings: Settings = {},
): void {
  Deno.test(`${name}, on one server`, async (test) => {
    await using cluster = await startOne(settings);
    await act(cluster, test);
  });
  const isPossible = testDialect() !== "pglite";
  const findPair = isPossible ? sharePair(settings) : undefined;
  Deno.test({
    name: `${name}, on two servers with one database${isPossible ? "" : " (PGlite has no two)"}`,
    ignore: !isPossible,
    fn: async (test) => {
      const pair = findPair!();
      await emptyDatabase(pair.db);
      await act(pair, test);
    },
  });
}

/** Servers that tests of this file share, by their settings. */
const shared = new Map<string, () => ServerPair>();

/** Starts two servers before the first test of this file, and stops them after the last. */
function sharePair(settings: Settings): () => ServerPair {
  const key = JSON.stringify(settings);
  const known = shared.get(key);
  if (known) return known;
  let pair: ServerPair | undefined;
  Deno.test.beforeAll(async () => {
    pair = await startTwoServers(settings);
  });
  Deno.test.afterAll(async () => {
    await pair?.[Symbol.asyncDispose]();
  });
  const find = () => pair!; // no test runs before they have started
  shared.set(key, find);
  return find;
}

async function startOne(settings: Settings): Promise<Cluster & AsyncDisposable> {
  const circle = await startCircle(settings);
  return {
    first: circle,
    second: circle,
    db: circle.db,
    [Symbol.asyncDispose]: () => circle[Symbol.asyncDispose](),
  };
}

/** Does something many times concurrently, alternating between both servers. */
export async function doAtOnce<T>(
  { first, second }: Cluster,
  count: number,
  act: (testClient: TestClient, index: number) => Promise<T>,
): Promise<T[]> {
  return await Promise.all(
    Array.from({ length: count }, (_, index) => act(index % 2 === 0 ? first : second, index)),
  );
}
