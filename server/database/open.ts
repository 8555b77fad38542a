import { type Config, databaseFile, type Secrets } from "../config.ts";
import { signingKeysFile } from "../sessions/stored_signing_keys.ts";
import type { Database } from "./database.ts";
import { openPostgresDatabase } from "./open_postgres.ts";
import { openSqliteDatabase } from "./open_sqlite.ts";

/** Opens and migrates the database that the settings name: SQLite in the data folder, or PostgreSQL. */
export async function openDatabase(config: Config, { databaseUrl }: Secrets): Promise<Database> {
  if (databaseUrl !== undefined) return await openPostgresDatabase(databaseUrl);
  return await openSqliteDatabase(databaseFile(config), {
    laterFiles: [signingKeysFile(config.dataDir)],
  });
}
