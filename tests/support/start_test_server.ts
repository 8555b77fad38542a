import { readConfig } from "../../server/config/config.ts";
import { type Server, startServer } from "../../server/server.ts";
import { CHEAP_HASH } from "./cheap_hash.ts";
import { CONNECTION_LIMIT } from "./connection_limit.ts";

/** What a server needs from the machine, but for how many connections there may be. */
type TestSystem = Omit<Parameters<typeof startServer>[2], "measureConnectionLimit">;

/**
 * Starts a server in the process of the test with settings by their names. Unless they name a cost
 * of passwords, hashing is cheap.
 */
export async function startTestServer(
  settings: Readonly<Record<string, string>>,
  system: TestSystem,
): Promise<Server> {
  const { config, secrets } = readConfig((setting) => settings[setting], false);
  const isCheap = !("CIRCLE_PASSWORD_COST" in settings);
  return await startServer({ ...config, ...(isCheap && { passwordCost: CHEAP_HASH }) }, secrets, {
    ...system,
    measureConnectionLimit: () => CONNECTION_LIMIT,
  });
}
