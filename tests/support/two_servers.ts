import { readConfig } from "../../server/config/config.ts";
import type { Db } from "../../server/database/database.ts";
import type { TestClient } from "./circle.ts";
import { startServerProcess } from "./server_process.ts";
import { startInProcess } from "./start_in_process.ts";
import { makeTestDatabase, testDialect } from "./test_database.ts";

/** Two servers with one database and connections of their own to it, as two machines would be. */
export interface ServerPair extends AsyncDisposable {
  readonly first: TestClient;
  readonly second: TestClient;
  /** Their database, past both. */
  readonly db: Db;
}

/**
 * Starts two servers that issue and take the same tokens. Unless the settings name a cost of
 * passwords, hashing is cheap.
 */
export async function startTwoServers(
  settings: Readonly<Record<string, string>> = {},
): Promise<ServerPair> {
  await using started = new AsyncDisposableStack();
  const dataDir = await Deno.makeTempDir({ prefix: "circle-pair-" });
  started.defer(() => Deno.remove(dataDir, { recursive: true }));
  const testDatabase = started.use(await makeTestDatabase());
  const shared = {
    CIRCLE_DATA_DIR: dataDir,
    CIRCLE_PHOTOS_DIR: `${dataDir}/photos`,
    CIRCLE_PUBLIC_URL: "http://pair.example.org",
    ...testDatabase.settings,
    ...settings,
  };
  const module = "CIRCLE_PASSWORD_COST" in settings
    ? "server/main.ts"
    : "tests/support/cheap_server.ts";
  // The thread of a server waits while SQLite is locked by another: there both have a process.
  const start = testDialect() === "sqlite"
    ? () => startServerProcess(dataDir, shared, { module })
    : () => startInProcess(shared);
  const [first, second] = [started.use(await start()), started.use(await start())];
  const { config, secrets } = readConfig(
    (name) => new Map(Object.entries(shared)).get(name),
    false,
  );
  const database = await testDatabase.open(config, secrets);
  started.defer(() => database.close());
  const running = started.move();
  return {
    first,
    second,
    db: database.write,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
