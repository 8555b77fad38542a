import { databaseFile } from "../config/config.ts";
import { findServedFolder } from "../config/server_lock.ts";
import { StartError } from "../config/start_error.ts";

/** What SQLite would take for a part of the restored database. */
const DATABASE_FILES = ["", "-wal", "-journal"];

/** Throws if a circle may not be restored into a folder: a server runs on it, or one is in it. */
export async function refuseUsedFolder(dataDir: string): Promise<void> {
  const served = await findServedFolder(dataDir);
  if (served !== undefined) {
    const moved = served === dataDir ? "" : `, which is now ${served}`;
    throw new StartError(
      `A server runs on ${dataDir}${moved}. Stop it, move the folder away if it is still there, ` +
        "then restore again. Nothing was changed.",
    );
  }
  for (const suffix of DATABASE_FILES) {
    const file = databaseFile({ dataDir }) + suffix;
    if (await Deno.lstat(file).then(() => true, () => false)) {
      throw new StartError(
        `There is a circle in ${dataDir} (${file}). Stop its server and move the folder away, ` +
          "then restore again. Nothing was changed.",
      );
    }
  }
}
