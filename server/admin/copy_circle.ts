import { basename, join, resolve } from "node:path";
import type { Transaction } from "kysely";
import { databaseFile, type Settings } from "../config/config.ts";
import { parseTargetUrl } from "../config/database_url.ts";
import { StartError } from "../config/start_error.ts";
import {
  loadSigningKeys,
  signingKeysFile,
  storeSigningKeys,
} from "../config/stored_signing_keys.ts";
import { SYSTEM } from "../config/system.ts";
import { listPhotoBytes } from "../database/inspect_backup.ts";
import { makePostgresCopy, makeSqliteCopy } from "../database/open_copy.ts";
import { openSource, type Source } from "../database/open_source.ts";
import type { Tables } from "../database/tables.ts";
import { addToAudit } from "./audit.ts";
import { type CopiedPhotos, copyPhotos } from "./copy_photos.ts";
import { type CopiedRows, copyRows } from "./copy_rows.ts";
import { fillDataFolder } from "./fill_data_folder.ts";
import { findOperator } from "./find_operator.ts";
import type { HostSettings } from "./open_circle.ts";

/** A circle that was copied. */
interface CopiedCircle {
  readonly rows: CopiedRows;
  /** Undefined where the photos stay in their folder. */
  readonly photos?: CopiedPhotos;
  /** What to tell the person who hosts it. */
  readonly summary: string;
}

/**
 * Copies the circle of these settings to PostgreSQL (`postgres://…`), or to a new data folder with
 * SQLite and the photos in it. Only a copy that is complete and compared can be served. The source
 * is not changed. PostgreSQL takes no files, so the photos are copied to `photosTo`, if it is given.
 */
export async function copyCircle(
  settings: HostSettings,
  target: string,
  { photosTo }: { readonly photosTo?: string } = {},
): Promise<CopiedCircle> {
  const isPostgres = /^postgres(ql)?:\/\//.test(target);
  if (!isPostgres && /^[a-z][a-z0-9+.-]*:\/\//i.test(target)) {
    throw new StartError("Copies go to postgres://user:password@host/database, or to a folder.");
  }
  await using source = await openSource(settings.config, settings.secrets);
  await refuseEmpty(source);
  const { photosDir: from } = settings.config;
  const to = photosTo ?? (isPostgres ? undefined : join(target, "photos"));
  const copyThem = from === undefined || to === undefined || resolve(from) === resolve(to)
    ? undefined
    : (hashes: readonly string[]) => copyPhotos({ hashes, from, to });
  const operator = await findOperator(settings.sudoUser);
  const targetId = isPostgres ? "PostgreSQL" : basename(resolve(target));
  const note = (tx: Transaction<Tables>) =>
    addToAudit({ ...SYSTEM, operator }, tx, { command: "copy-to", targetId });
  const content = { source, copyThem, note };
  const copied = isPostgres
    ? await copyToPostgres(content, target)
    : await copyToFolder(content, settings, target);
  const counts = [...copied.rows].map(([table, count]) => `  ${table}: ${count}`);
  const keys = isPostgres ? describeKeys(settings) : `The signing keys are in ${target} too, so ` +
    `sessions go on with CIRCLE_DATA_DIR=${target}.`;
  const photos = describePhotos({ photos: copied.photos, from, to });
  const summary = ["Copied, and every row compared:", ...counts, ...photos, keys].join("\n");
  return { ...copied, summary };
}

/** Copies the photos that some hashes name. */
type CopyPhotos = (hashes: readonly string[]) => Promise<CopiedPhotos>;

/** What was copied. */
type Copied = Pick<CopiedCircle, "rows" | "photos">;

/** What is copied. */
interface Content {
  readonly source: Source;
  readonly copyThem: CopyPhotos | undefined;
  /** Notes in the audit of the copy where it comes from: the source is only read. */
  readonly note: (to: Transaction<Tables>) => Promise<void>;
}

/** Copies all rows of one moment, and then the photos: servers write their files before the rows. */
async function copyContent(
  { source, copyThem, note }: Content,
  to: Transaction<Tables>,
): Promise<Copied> {
  const { rows, hashes } = await source.snapshot(async (from) => ({
    rows: await copyRows(from, to),
    hashes: [...(await listPhotoBytes(from)).keys()],
  }));
  await note(to);
  return { rows, photos: await copyThem?.(hashes) };
}

async function refuseEmpty(source: Source): Promise<void> {
  const account = await source.snapshot((db) =>
    db.selectFrom("accounts").select("id").limit(1).executeTakeFirst()
  );
  if (!account) throw new StartError("The circle has no accounts: there is nothing to copy.");
}

async function copyToPostgres(content: Content, url: string): Promise<Copied> {
  return await makePostgresCopy(parseTargetUrl(url), (to) => copyContent(content, to));
}

async function copyToFolder(
  content: Content,
  settings: Settings,
  dataDir: string,
): Promise<Copied> {
  return await fillDataFolder(dataDir, {
    refuseUsed: async () => {
      if (!await exists(databaseFile({ dataDir }))) return;
      throw new StartError(
        `The target is not empty: there is a circle in ${dataDir}. Nothing was copied.`,
      );
    },
    fill: async (file, give) => {
      await give([dataDir]); // before what is in it is made, and given to its owner
      const copied = await makeSqliteCopy(file, (to) => copyContent(content, to));
      const keys = await findKeys(settings);
      if (keys) await storeSigningKeys(dataDir, keys);
      await give([signingKeysFile(dataDir)]);
      return copied;
    },
  });
}

/** The signing keys of the source; none are made where they are missing. */
async function findKeys({ config: { dataDir }, secrets }: Settings) {
  if (secrets.signingKeys || !await exists(signingKeysFile(dataDir))) return secrets.signingKeys;
  return await loadSigningKeys({ dataDir, ...SYSTEM });
}

function describePhotos(
  { photos, from, to }: {
    readonly photos: CopiedPhotos | undefined;
    readonly from: string | undefined;
    readonly to: string | undefined;
  },
): string[] {
  if (from === undefined) return [];
  return photos ? [`  files of photos: ${photos.whole}, each compared, in ${to}`] : [
    `The photos stay in ${from}. Servers on PostgreSQL need CIRCLE_PHOTOS_DIR=${from}, or a copy.`,
  ];
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
