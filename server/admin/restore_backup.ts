import { dirname, join, resolve } from "node:path";
import type { Transaction } from "kysely";
import { databaseFile, type Settings } from "../config/config.ts";
import { parseTargetUrl } from "../config/database_url.ts";
import { StartError } from "../config/start_error.ts";
import { SYSTEM } from "../config/system.ts";
import { changeBackupCopy } from "../database/inspect_backup.ts";
import { makePostgresCopy } from "../database/open_copy.ts";
import { openSource } from "../database/open_source.ts";
import type { Tables } from "../database/tables.ts";
import { type BackupInfo, DATABASE_FILE } from "./backup_info.ts";
import { copyRows } from "./copy_rows.ts";
import { endCredentials, type EndedCredentials } from "./end_credentials.ts";
import { explainFileError } from "./explain_file_error.ts";
import { fillDataFolder } from "./fill_data_folder.ts";
import { giveFilesIn } from "./give_files.ts";
import { noteLastBackup } from "./last_backup.ts";
import { noteRestore } from "./note_restore.ts";
import {
  type AskPassphrase,
  checkBackupDatabase,
  makeTempFolder,
  type OpenBackup,
  openBackup,
} from "./open_backup.ts";
import type { HostSettings } from "./open_circle.ts";
import { isPhotoFile } from "./photo_files.ts";
import { refuseUsedFolder } from "./refuse_used_folder.ts";
import { restorePhotos } from "./restore_photos.ts";

/** How a backup is restored. */
interface RestoreOptions {
  readonly ask: AskPassphrase;
  /** A folder, or `postgres://…`; by default what the settings name. */
  readonly target?: string;
  /** Whether sessions, tokens, feeds, invites and reset codes of then work again. */
  readonly keepsCredentials?: boolean;
}

/** A backup that was restored. */
export interface RestoredBackup extends BackupInfo {
  readonly backup: string;
  /** The data folder; without one it went to PostgreSQL, by an address with a password. */
  readonly folder?: string;
  /** The folder of the photos; null where there is none. */
  readonly photos_folder: string | null;
  /** Whether its files belong to root, so that a server of another user cannot open them. */
  readonly is_roots: boolean;
  /** What was ended; null where it was kept. */
  readonly ended: EndedCredentials | null;
}

/** Restores a backup into an empty data folder, or into an empty PostgreSQL database. */
export async function restoreBackup(
  settings: HostSettings,
  path: string,
  { ask, target, keepsCredentials = false }: RestoreOptions,
): Promise<RestoredBackup> {
  const place = choosePlace(settings, target);
  if (place.kind === "folder") await refuseUsedFolder(place.path);
  const backup = await openBackup(path, ask);
  requirePhotoFolder(backup, place);
  const { photosDir } = place;
  const give = await giveFilesIn(photosDir ?? ".");
  await using photos = restorePhotos(backup, { photosDir, give });
  const change = async (file: string) => {
    const noted = { path, madeAt: backup.info.made_at, sudoUser: settings.sudoUser };
    const ended = await changeCopy(backup, {
      file,
      keepsCredentials,
      note: (tx) => noteRestore(tx, noted),
    });
    await photos.restore();
    return ended;
  };
  const ended = place.kind === "postgres"
    ? await restoreToPostgres(settings, place, change)
    : await restoreToFolder(place.path, change);
  photos.keep();
  const restored = { ...backup.info, backup: path, photos_folder: place.photosDir ?? null, ended };
  if (place.kind === "postgres") return { ...restored, is_roots: false };
  const folder = dirname(resolve(path)); // where the host will look for it, and others lie
  await noteLastBackup(place.path, { madeAt: new Date(backup.info.made_at), folder });
  const { uid } = await Deno.stat(databaseFile({ dataDir: place.path }));
  return { ...restored, folder: place.path, is_roots: uid === 0 };
}

interface PostgresPlace {
  readonly kind: "postgres";
  readonly url: string;
  /** What names the address. */
  readonly named: string;
}

type Place =
  & { readonly photosDir: string | undefined }
  & (
    | { readonly kind: "folder"; readonly path: string }
    | PostgresPlace
  );

/** A folder that is named has everything in it, unless the settings are of the same folder. */
function choosePlace({ config, secrets }: Settings, given: string | undefined): Place {
  const target = given ?? secrets.databaseUrl;
  const { dataDir, photosDir } = config;
  if (target === undefined) return { kind: "folder", path: dataDir, photosDir };
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(target)) {
    const isUsual = secrets.databaseUrl === undefined && resolve(target) === resolve(dataDir);
    const inside = join(target, "photos");
    return { kind: "folder", path: target, photosDir: isUsual ? photosDir : inside };
  }
  if (/^postgres(ql)?:\/\//.test(target)) {
    const named = given === undefined ? "CIRCLE_DATABASE_URL" : "the target";
    const photosDir = findSharedPhotos(config);
    return { kind: "postgres", url: parseTargetUrl(target), named, photosDir };
  }
  throw new StartError(
    "Backups are restored into a folder, or to postgres://user:password@host:5432/database.",
  );
}

/** The folder that a setting names: that in a data folder is not for PostgreSQL. */
function findSharedPhotos({ dataDir, photosDir }: Settings["config"]): string | undefined {
  return photosDir === join(dataDir, "photos") ? undefined : photosDir;
}

function requirePhotoFolder({ files }: OpenBackup, { photosDir }: Place): void {
  if (photosDir !== undefined || ![...files].some(isPhotoFile)) return;
  throw new StartError(
    "The backup has photos. Name the folder that all servers share for them as CIRCLE_PHOTOS_DIR.",
  );
}

interface CopyToChange {
  readonly file: string;
  readonly keepsCredentials: boolean;
  /** Notes in the database that it was restored. */
  readonly note: (tx: Transaction<Tables>) => Promise<void>;
}

/** Checks the database of a backup in its new place, migrates it, and ends what lets people in. */
async function changeCopy(
  backup: OpenBackup,
  { file, keepsCredentials, note }: CopyToChange,
): Promise<EndedCredentials | null> {
  await backup.extract(DATABASE_FILE, file);
  await checkBackupDatabase(backup, file);
  return await changeBackupCopy(file, async (tx) => {
    // The folder of the photos is another one.
    await tx.deleteFrom("milestones").where("name", "like", "photo_folder:%").execute();
    await note(tx);
    return keepsCredentials ? null : await endCredentials(tx, { now: SYSTEM.now() });
  });
}

/** Makes the changed copy of the database in a file, and restores the photos. */
type Change = (file: string) => Promise<EndedCredentials | null>;

async function restoreToFolder(dataDir: string, change: Change): Promise<EndedCredentials | null> {
  try {
    return await fillDataFolder(dataDir, {
      refuseUsed: () => refuseUsedFolder(dataDir),
      fill: change,
    });
  } catch (error) {
    throw explainFileError(error, dataDir);
  }
}

async function restoreToPostgres(
  { config }: Settings,
  { url, named }: PostgresPlace,
  change: Change,
): Promise<EndedCredentials | null> {
  await using draft = await makeTempFolder();
  const ended = await change(databaseFile({ dataDir: draft.path }));
  await using source = await openSource({ ...config, dataDir: draft.path }, {});
  await makePostgresCopy(url, (to) => source.snapshot((from) => copyRows(from, to)), {
    place: named,
    done: "restored",
  });
  return ended;
}
