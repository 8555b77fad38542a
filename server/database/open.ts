import { type Config, databaseFile, type Secrets, unfinishedCopy } from "../config/config.ts";
import { signingKeysFile } from "../config/stored_signing_keys.ts";
import type { Database } from "./database.ts";
import type { DatabaseEvents } from "./database_events.ts";

/** Opens and migrates the database that the settings name: SQLite in the data folder, or PostgreSQL. */
export async function openDatabase(
  config: Config,
  { databaseUrl }: Secrets,
  events: DatabaseEvents = {},
): Promise<Database> {
  // A server uses one of them, and starts faster without the other.
  if (databaseUrl !== undefined) {
    const { openPostgresDatabase } = await import("./open_postgres.ts");
    return await openPostgresDatabase(databaseUrl, events);
  }
  const { openSqliteDatabase } = await import("./open_sqlite.ts");
  return await openSqliteDatabase(databaseFile(config), {
    laterFiles: [signingKeysFile(config.dataDir), unfinishedCopy(config)],
    ...events,
  });
}
