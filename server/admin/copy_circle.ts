import { join } from "node:path";
import { databaseFile, type Settings, unfinishedCopy } from "../config/config.ts";
import { openDataFolder } from "../config/data_folder.ts";
import { StartError } from "../config/start_error.ts";
import {
  loadSigningKeys,
  signingKeysFile,
  storeSigningKeys,
} from "../config/stored_signing_keys.ts";
import { SYSTEM } from "../config/system.ts";
import { makePostgresCopy, makeSqliteCopy } from "../database/open_copy.ts";
import { openSource, type Source } from "../database/open_source.ts";
import { type CopiedRows, copyRows } from "./copy_rows.ts";

/**
 * Copies the circle of these settings to PostgreSQL (`postgres://…`), or to a new data folder with
 * SQLite in it; returns what to tell the person who hosts it. Only a copy that is complete and
 * compared can be served. The source is not changed.
 */
export async function copyCircle(settings: Settings, target: string): Promise<string> {
  const isPostgres = /^postgres(ql)?:\/\//.test(target);
  if (!isPostgres && /^[a-z][a-z0-9+.-]*:\/\//i.test(target)) {
    throw new StartError("Copies go to postgres://user:password@host/database, or to a folder.");
  }
  await using source = await openSource(settings.config, settings.secrets);
  await refuseEmpty(source);
  const rows = isPostgres
    ? await copyToPostgres(source, target)
    : await copyToFolder(source, settings, target);
  const counts = [...rows].map(([table, count]) => `  ${table}: ${count}`);
  const keys = isPostgres ? describeKeys(settings) : `The signing keys are in ${target} too, so ` +
    `sessions go on with CIRCLE_DATA_DIR=${target}.`;
  return ["Copied, and every row compared:", ...counts, keys].join("\n");
}

async function refuseEmpty(source: Source): Promise<void> {
  const account = await source.snapshot((db) =>
    db.selectFrom("accounts").select("id").limit(1).executeTakeFirst()
  );
  if (!account) throw new StartError("The circle has no accounts: there is nothing to copy.");
}

async function copyToPostgres(source: Source, url: string): Promise<CopiedRows> {
  if (!URL.canParse(url)) {
    throw new StartError("The target must look like postgres://user:password@host:5432/database.");
  }
  return await makePostgresCopy(url, (to) => source.snapshot((from) => copyRows(from, to)));
}

/** The database is renamed last: until then no server starts on the folder. */
async function copyToFolder(
  source: Source,
  settings: Settings,
  dataDir: string,
): Promise<CopiedRows> {
  const before = await listNames(dataDir);
  using _folder = await openDataFolder(dataDir);
  const [file, unfinished] = [databaseFile({ dataDir }), unfinishedCopy({ dataDir })];
  if (await exists(file)) {
    throw new StartError(
      `The target is not empty: there is a circle in ${dataDir}. Nothing was copied.`,
    );
  }
  try {
    const rows = await makeSqliteCopy(
      unfinished,
      (to) => source.snapshot((from) => copyRows(from, to)),
    );
    const keys = await findKeys(settings);
    if (keys) await storeSigningKeys(dataDir, keys);
    await Deno.rename(unfinished, file);
    return rows;
  } catch (error) {
    const left = (await listNames(dataDir))?.difference(before ?? new Set()) ?? [];
    for (const name of left) await Deno.remove(join(dataDir, name));
    if (!before) await Deno.remove(dataDir);
    throw error;
  }
}

/** The signing keys of the source; none are made where they are missing. */
async function findKeys({ config: { dataDir }, secrets }: Settings) {
  if (secrets.signingKeys || !await exists(signingKeysFile(dataDir))) return secrets.signingKeys;
  return await loadSigningKeys({ dataDir, ...SYSTEM });
}

/** Sessions stay valid if the servers have the same signing keys. */
function describeKeys({ config, secrets }: Settings): string {
  return secrets.signingKeys
    ? "Sessions go on with the same CIRCLE_SIGNING_KEYS."
    : `Sessions go on with CIRCLE_SIGNING_KEYS="$(cat ${signingKeysFile(config.dataDir)})".`;
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

/** The files of a folder; `undefined` where there is no folder. */
async function listNames(path: string): Promise<Set<string> | undefined> {
  try {
    return new Set(await Array.fromAsync(Deno.readDir(path), ({ name }) => name));
  } catch {
    return undefined;
  }
}
