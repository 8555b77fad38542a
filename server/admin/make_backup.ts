import { dirname, join } from "node:path";
import type { Settings } from "../config/config.ts";
import { StartError } from "../config/start_error.ts";
import type { System } from "../config/system.ts";
import { inspectBackup, type WholeBackup } from "../database/inspect_backup.ts";
import { makeSqliteCopy } from "../database/open_copy.ts";
import { openSource, type Source } from "../database/open_source.ts";
import { VERSION } from "../../shared/version.ts";
import { type BackupFiles, openBackupFiles } from "./backup_files.ts";
import { type BackupInfo, DATABASE_FILE } from "./backup_info.ts";
import { backUpPhotos } from "./backup_photos.ts";
import {
  findFreeName,
  listBackups,
  openBackupFolder,
  removeOldBackups,
  UNFINISHED,
} from "./backups.ts";
import { copyRows } from "./copy_rows.ts";
import { explainFileError } from "./explain_file_error.ts";
import { type GiveFiles, giveFilesIn } from "./give_files.ts";
import { findBroken } from "./find_broken.ts";
import { flushFile, flushFolder } from "./hashed_files.ts";
import { noteLastBackup } from "./last_backup.ts";
import { makeTempFolder } from "./open_backup.ts";
import { type ForeignBackup, sortBackups } from "./sort_backups.ts";

/** How a backup is made. */
interface BackupOptions {
  /** Encrypts it. */
  readonly passphrase?: string;
  /** How many backups the folder keeps, this one included; all of them by default. */
  readonly keep?: number;
}

/** A backup that was made. */
export interface MadeBackup extends BackupInfo {
  readonly path: string;
  /** The data folder that it is of; null for PostgreSQL, which has an address with a password. */
  readonly data_folder: string | null;
  /** The folder of the photos; null where there is none. */
  readonly photos_folder: string | null;
  /** The files of photos that are missing or damaged there: it has them from the one before. */
  readonly saved_photos: readonly string[];
  /** The names of older backups that were removed. */
  readonly removed: readonly string[];
  /** Backups of another circle in the same folder: while there are any, none is removed. */
  readonly foreign: readonly ForeignBackup[];
  /** The names of those that are never removed, since they do not say which circle they are of. */
  readonly unknown: readonly string[];
  /** The names of those that lack files: they do not count as kept, and are not removed either. */
  readonly broken: readonly string[];
}

/**
 * Makes a backup of the circle of these settings, in a folder for many backups. It is a snapshot of
 * one moment. The source is only read; beside it the time is noted. Until the backup is whole it has
 * another name, and a failure leaves nothing behind.
 */
export async function makeBackup(
  { settings, now }: { readonly settings: Settings } & Pick<System, "now">,
  folder: string,
  { passphrase, keep }: BackupOptions = {},
): Promise<MadeBackup> {
  await using source = await openSource(settings.config, settings.secrets);
  await refuseEmpty(source, settings);
  const { dataDir } = settings.config;
  const give = await giveFilesIn(folder, dataDir);
  await using place = await openBackupFolder(folder, give);
  const madeAt = now();
  const name = await findFreeName(folder, madeAt);
  const unfinished = join(folder, name + UNFINISHED);
  let made;
  try {
    await Deno.mkdir(unfinished, { mode: 0o700 });
    made = await fillBackup(source, unfinished, {
      made_at: madeAt.toISOString(),
      source: settings.secrets.databaseUrl === undefined ? "sqlite" : "postgres",
      passphrase,
      previous: place.previous,
      give,
      photosDir: settings.config.photosDir,
    });
    await Deno.rename(unfinished, join(folder, name));
    await flushFolder(folder);
  } catch (error) {
    await Deno.remove(unfinished, { recursive: true }).catch(() => {}); // it may not exist yet
    throw explainFileError(error, folder);
  }
  place.keep();
  const { info, missing } = made;
  const { own, foreign, unknown } = await sortBackups(folder, {
    names: (await listBackups(folder)).filter((other) => other !== name),
    circle: { beganAt: info.circle_began_at, accounts: info.rows.accounts ?? 0 },
  });
  // Else an older one may still have what is lost, or the circle is not the one it should be.
  const mayRemove = missing.length === 0 && foreign.length === 0;
  const broken = mayRemove && keep !== undefined ? await findBroken(folder, own) : [];
  const whole = own.filter((other) => !broken.includes(other));
  const removed = mayRemove ? await removeOldBackups(folder, { name, own: whole, keep }) : [];
  await noteLastBackup(settings.config.dataDir, { madeAt, folder });
  const data_folder = info.source === "sqlite" ? settings.config.dataDir : null;
  const photos_folder = settings.config.photosDir ?? null;
  const saved_photos = missing.filter((name) => !info.lost_photos.includes(name));
  const kept = { foreign, unknown: keep === undefined ? [] : unknown, broken };
  const photos = { photos_folder, saved_photos };
  return { path: join(folder, name), ...info, data_folder, ...photos, removed, ...kept };
}

/** An empty circle is that of another folder than the one that the host means. */
async function refuseEmpty(source: Source, { config, secrets }: Settings): Promise<void> {
  const account = await source.snapshot((db) =>
    db.selectFrom("accounts").select("id").limit(1).executeTakeFirst()
  );
  if (account) return;
  const [place, setting] = secrets.databaseUrl === undefined
    ? [config.dataDir, "CIRCLE_DATA_DIR"]
    : ["the database", "CIRCLE_DATABASE_URL"];
  throw new StartError(
    `The circle in ${place} has no accounts, so there is nothing to back up. Check ${setting}.`,
  );
}

interface Filling extends Pick<BackupInfo, "made_at" | "source"> {
  readonly passphrase?: string;
  readonly previous?: string;
  readonly give: GiveFiles;
  readonly photosDir: string | undefined;
}

/**
 * Fills the folder of a backup, and waits until the disk has all of it. The photos come after the
 * database, since the server writes their files before their rows.
 */
async function fillBackup(
  source: Source,
  path: string,
  { passphrase, previous, give, photosDir, ...origin }: Filling,
): Promise<{ readonly info: BackupInfo; readonly missing: readonly string[] }> {
  const files = await openBackupFiles(path, { passphrase, previous, give });
  const { rows, photos, beganAt } = await addDatabase(source, files);
  const { missing, lost } = await backUpPhotos(files, { photos, folder: photosDir });
  const info: BackupInfo = {
    format: 1,
    version: VERSION,
    ...origin,
    encrypted: files.isEncrypted,
    rows,
    circle_began_at: beganAt,
    lost_photos: lost,
  };
  await files.finish(`${JSON.stringify(info, undefined, 2)}\n`);
  return { info, missing };
}

/** What is known of a copy. */
type Copy = Omit<WholeBackup, "kind">;

/** Adds a copy of the database; it lies unencrypted only on the machine itself. */
async function addDatabase(source: Source, files: BackupFiles): Promise<Copy> {
  if (!files.isEncrypted) {
    const file = join(files.path, DATABASE_FILE);
    const copy = await copyDatabase(source, file);
    await flushFile(file);
    await files.note(DATABASE_FILE);
    return copy;
  }
  await using draft = await makeTempFolder();
  const copy = await copyDatabase(source, join(draft.path, DATABASE_FILE));
  await files.addFile(DATABASE_FILE, join(draft.path, DATABASE_FILE));
  return copy;
}

async function copyDatabase(source: Source, file: string): Promise<Copy> {
  const rows = await makeSqliteCopy(file, (to) => source.snapshot((from) => copyRows(from, to)));
  const state = await inspectBackup(file);
  if (state.kind === "whole") return { ...state, rows: Object.fromEntries(rows) };
  throw new StartError(`The copy of the database ${state.fault}. Nothing was backed up.`);
}

/** Where backups go if nobody says: beside the data folder. */
export function defaultBackupFolder({ config }: Settings): string {
  return join(dirname(config.dataDir), "backups");
}
