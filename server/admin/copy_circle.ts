import { type Config, databaseFile, type Settings } from "../config/config.ts";
import { openDataFolder } from "../config/data_folder.ts";
import type { Database } from "../database/database.ts";
import { openDatabase } from "../database/open.ts";
import { openPostgresDatabase } from "../database/open_postgres.ts";
import { openSqliteDatabase } from "../database/open_sqlite.ts";
import {
  loadSigningKeys,
  signingKeysFile,
  storeSigningKeys,
} from "../config/stored_signing_keys.ts";
import { SYSTEM } from "../config/system.ts";
import { copyDatabase } from "./copy_database.ts";

/**
 * Copies the circle of these settings to PostgreSQL (`postgres://…`), or to a new data folder with
 * SQLite in it; returns what to tell the person who hosts it.
 */
export async function copyCircle(settings: Settings, target: string): Promise<string> {
  const isPostgres = /^postgres(ql)?:/.test(target);
  const source = await openDatabase(settings.config, settings.secrets);
  const copy = isPostgres
    ? await openPostgresDatabase(target)
    : await openFolder(settings.config, target);
  try {
    const counts = [...await copyDatabase(source, copy)].map(([table, rows]) =>
      `  ${table}: ${rows}`
    );
    const keys = isPostgres ? describeKeys(settings) : await copyKeys(settings, target);
    return ["Copied, and every row compared:", ...counts, keys].join("\n");
  } finally {
    await copy.close();
    await source.close();
  }
}

async function openFolder(config: Config, dataDir: string): Promise<Database> {
  using _folder = await openDataFolder(dataDir);
  return await openSqliteDatabase(databaseFile({ ...config, dataDir }), { laterFiles: [] });
}

/** Sessions go on where the servers have the same signing keys. */
function describeKeys({ config, secrets }: Settings): string {
  return secrets.signingKeys
    ? "Sessions go on with the same CIRCLE_SIGNING_KEYS."
    : `Sessions go on with CIRCLE_SIGNING_KEYS="$(cat ${signingKeysFile(config.dataDir)})".`;
}

async function copyKeys(
  { config: { dataDir }, secrets }: Settings,
  target: string,
): Promise<string> {
  const keys = secrets.signingKeys ?? await loadSigningKeys({ dataDir, ...SYSTEM });
  await storeSigningKeys(target, keys);
  return `The signing keys are in ${target} too, so sessions go on with CIRCLE_DATA_DIR=${target}.`;
}
