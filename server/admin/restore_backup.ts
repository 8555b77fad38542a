import { join } from "node:path";
import { databaseFile, type Settings, unfinishedCopy } from "../config/config.ts";
import { openDataFolder } from "../config/data_folder.ts";
import { StartError } from "../config/start_error.ts";
import { SYSTEM } from "../config/system.ts";
import { changeBackupCopy } from "../database/inspect_backup.ts";
import { makePostgresCopy } from "../database/open_copy.ts";
import { openSource } from "../database/open_source.ts";
import { type BackupInfo, DATABASE_FILE } from "./backup_info.ts";
import { copyRows } from "./copy_rows.ts";
import { endCredentials, type EndedCredentials } from "./end_credentials.ts";
import { explainFileError } from "./explain_file_error.ts";
import { flushFile, flushFolder } from "./hashed_files.ts";
import {
  type AskPassphrase,
  checkBackupDatabase,
  makeTempFolder,
  type OpenBackup,
  openBackup,
} from "./open_backup.ts";

/** How a backup is restored. */
export interface RestoreOptions {
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
  /** Whether its files belong to root, so that a server of another user cannot open them. */
  readonly is_roots: boolean;
  /** What was ended; null where it was kept. */
  readonly ended: EndedCredentials | null;
}

/** Restores a backup into an empty data folder, or into an empty PostgreSQL database. */
export async function restoreBackup(
  settings: Settings,
  path: string,
  { ask, target, keepsCredentials = false }: RestoreOptions,
): Promise<RestoredBackup> {
  const place = choosePlace(settings, target);
  if (place.kind === "folder") await refuseUsedFolder(place.path);
  const backup = await openBackup(path, ask);
  const change = (file: string) => changeCopy(backup, { file, keepsCredentials });
  const restored = { ...backup.info, backup: path, is_roots: false };
  if (place.kind === "postgres") {
    return { ...restored, ended: await restoreToPostgres(settings, place.url, { backup, change }) };
  }
  const ended = await restoreToFolder(place.path, { backup, change });
  const is_roots = (await Deno.stat(databaseFile({ dataDir: place.path }))).uid === 0;
  return { ...restored, folder: place.path, is_roots, ended };
}

type Place =
  | { readonly kind: "folder"; readonly path: string }
  | { readonly kind: "postgres"; readonly url: string };

function choosePlace({ config, secrets }: Settings, target = secrets.databaseUrl): Place {
  if (target === undefined) return { kind: "folder", path: config.dataDir };
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(target)) return { kind: "folder", path: target };
  if (/^postgres(ql)?:\/\//.test(target) && URL.canParse(target)) {
    return { kind: "postgres", url: target };
  }
  throw new StartError(
    "Backups are restored into a folder, or to postgres://user:password@host:5432/database.",
  );
}

/** What SQLite would take for a part of the restored database. */
const DATABASE_FILES = ["", "-wal", "-journal"];

async function refuseUsedFolder(dataDir: string): Promise<void> {
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

interface CopyToChange {
  readonly file: string;
  readonly keepsCredentials: boolean;
}

/** Checks the database of a backup in its new place, migrates it, and ends what lets people in. */
async function changeCopy(
  backup: OpenBackup,
  { file, keepsCredentials }: CopyToChange,
): Promise<EndedCredentials | null> {
  await backup.extract(DATABASE_FILE, file);
  await checkBackupDatabase(backup, file);
  return await changeBackupCopy(file, async (tx) => {
    // The folder of the photos is another one.
    await tx.deleteFrom("milestones").where("name", "like", "photo_folder:%").execute();
    return keepsCredentials ? null : await endCredentials(tx, { now: SYSTEM.now() });
  });
}

interface Restoring {
  readonly backup: OpenBackup;
  /** Makes the changed copy of the database in a file. */
  readonly change: (file: string) => Promise<EndedCredentials | null>;
}

/** The database is renamed last: until then no server starts on the folder. */
async function restoreToFolder(
  dataDir: string,
  { change }: Restoring,
): Promise<EndedCredentials | null> {
  const before = await listNames(dataDir);
  using _folder = await openDataFolder(dataDir);
  const [file, unfinished] = [databaseFile({ dataDir }), unfinishedCopy({ dataDir })];
  try {
    await refuseUsedFolder(dataDir); // another one may have been faster
    await Deno.remove(unfinished).catch(() => {}); // what a killed restore has left
    const ended = await change(unfinished);
    await flushFile(unfinished);
    await Deno.rename(unfinished, file);
    await flushFolder(dataDir);
    return ended;
  } catch (error) {
    const left = (await listNames(dataDir))?.difference(before ?? new Set()) ?? [];
    for (const name of left) await Deno.remove(join(dataDir, name), { recursive: true });
    if (!before) await Deno.remove(dataDir);
    throw explainFileError(error, dataDir);
  }
}

async function restoreToPostgres(
  { config }: Settings,
  url: string,
  { change }: Restoring,
): Promise<EndedCredentials | null> {
  await using draft = await makeTempFolder();
  const ended = await change(databaseFile({ dataDir: draft.path }));
  await using source = await openSource({ ...config, dataDir: draft.path }, {});
  await makePostgresCopy(url, (to) => source.snapshot((from) => copyRows(from, to)));
  return ended;
}

/** The files of a folder; `undefined` where there is no folder. */
async function listNames(path: string): Promise<Set<string> | undefined> {
  try {
    return new Set(await Array.fromAsync(Deno.readDir(path), ({ name }) => name));
  } catch {
    return undefined;
  }
}
