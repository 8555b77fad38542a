import { type Config, databaseFile, type Secrets } from "../config.ts";
import { openDataFolder } from "../data_folder.ts";
import type { Database } from "./database.ts";
import { openPostgresDatabase } from "./open_postgres.ts";
import { openSqliteDatabase } from "./open_sqlite.ts";

/** Opens and migrates the database that the settings name: SQLite in the data folder, or PostgreSQL. */
export async function openDatabase(config: Config, { databaseUrl }: Secrets): Promise<Database> {
  if (databaseUrl !== undefined) return await openPostgresDatabase(databaseUrl);
  await openDataFolder(config.dataDir);
  return await openSqliteDatabase(databaseFile(config));
}
