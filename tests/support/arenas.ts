import type { Db } from "../../server/database/database.ts";
import { startCircle, type Visit } from "./circle.ts";
import { testDialect } from "./test_database.ts";
import { startTwins } from "./twin_servers.ts";

/** Where many do something at once: each half of them at a server of its own, or all at one. */
export interface Arena extends AsyncDisposable {
  readonly first: Visit;
  readonly second: Visit;
  /** The database of both, past the servers. */
  readonly db: Db;
}

type Settings = Readonly<Record<string, string>>;

/** Registers a test that must hold on one server, and on two processes with one database. */
export function testInArenas(
  name: string,
  act: (arena: Arena, test: Deno.TestContext) => Promise<void>,
  settings?: Settings,
): void {
  Deno.test(`${name}, on one server`, async (test) => {
    await using arena = await startOne(settings);
    await act(arena, test);
  });
  const isPossible = testDialect() !== "pglite";
  Deno.test({
    name: `${name}, on two servers with one database${isPossible ? "" : " (PGlite has no two)"}`,
    ignore: !isPossible,
    fn: async (test) => {
      await using arena = await startTwins(settings);
      await act(arena, test);
    },
  });
}

async function startOne(settings?: Settings): Promise<Arena> {
  const circle = await startCircle(settings);
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
