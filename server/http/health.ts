import type { Health } from "../../shared/contract/server.ts";
import { VERSION } from "../../shared/version.ts";
import { isMigrated } from "../database/migrate.ts";
import { Problem } from "./problem.ts";
import type { Deps } from "./deps.ts";

/** The server is alive. `getReadiness` checks the database. */
export function getHealth({ now, publicUrl: public_url }: Deps): Promise<Health> {
  const time = now().toISOString();
  return Promise.resolve({ status: "ok", version: VERSION, time, public_url });
}

/** The database is reachable, migrated and writable; otherwise 503. */
export async function getReadiness(deps: Deps): Promise<Health> {
  const isReady = await isMigrated(deps.db).catch((error) => {
    if (deps.readFailure(error)) throw error;
    return false; // the list of migrations is missing
  });
  if (!isReady) throw new Problem("database_unavailable", { retryAfter: 5 });
  try {
    await deps.assertWritable();
  } catch (error) {
    deps.log.error("not ready", { error: (error as Error).message });
    throw new Problem("database_unavailable", { retryAfter: 5 });
  }
  return await getHealth(deps);
}
