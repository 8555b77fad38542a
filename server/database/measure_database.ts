import { sql } from "kysely";
import { type Config, databaseFile, type Secrets } from "../config/config.ts";
import type { Source } from "./open_source.ts";

/** The size of a database on the disk, in bytes. */
export async function measureDatabase(
  source: Source,
  config: Config,
  { databaseUrl }: Secrets,
): Promise<number> {
  if (databaseUrl !== undefined) {
    return await source.snapshot(async (db) => {
      const { rows } = await sql<{ size: string }>`
        select pg_database_size(current_database()) as size`.execute(db);
      return Number(rows[0]!.size);
    });
  }
  const file = databaseFile(config);
  const sizes = [file, `${file}-wal`].map(async (path) =>
    (await Deno.stat(path).catch(() => undefined))?.size ?? 0
  );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
