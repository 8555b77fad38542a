import type { Secrets } from "../config/config.ts";
import { hasRegistered } from "./accounts.ts";
import type { AuthDeps } from "./deps.ts";

/** Warns where the first to come could register without an invite, as where a disk is not mounted. */
export async function warnOfNobody(
  { db, config, log }: AuthDeps,
  { databaseUrl }: Pick<Secrets, "databaseUrl">,
): Promise<void> {
  if (config.registration !== "invite" || await hasRegistered(db)) return;
  const isSqlite = databaseUrl === undefined;
  log.warn("nobody has registered yet", {
    ...isSqlite && { data_folder: config.dataDir },
    advice: "the first to register needs no invite: do it before others can reach the server. " +
      "If there should be a circle here, stop the server now, and " +
      (isSqlite ? "mount its disk" : "check CIRCLE_DATABASE_URL") + " or restore a backup",
  });
}
