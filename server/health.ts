import type { Health } from "../shared/contract/server.ts";
import { VERSION } from "../shared/version.ts";
import { isMigrated } from "./database/migrate.ts";
import { Problem } from "./problem.ts";
import type { Services } from "./services.ts";

/** The server is alive; whether its database is, `getReadiness` tells. */
export function getHealth({ now }: Services): Promise<Health> {
  return Promise.resolve({ status: "ok", version: VERSION, time: now().toISOString() });
}

/** The database is reachable and migrated, or the answer is 503. */
export async function getReadiness(services: Services): Promise<Health> {
  if (!await isMigrated(services.db)) throw new Problem("database_unavailable", { retryAfter: 5 });
  return await getHealth(services);
}
