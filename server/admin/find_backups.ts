import { resolve } from "node:path";
import type { Settings } from "../config/config.ts";
import { DAY } from "../database/timestamps.ts";
import { listBackups } from "./backups.ts";
import { findLastBackup } from "./last_backup.ts";
import { defaultBackupFolder } from "./make_backup.ts";
import { type Circle, type ForeignBackup, isUnregistered, sortBackups } from "./sort_backups.ts";

/** Age of the newest backup from which the host is told, in ms: two nights had none. */
export const OLD_BACKUP = 2 * DAY;

/** The backups of a circle, in the folder where they should be. */
export interface FoundBackups {
  readonly folder: string;
  /** Names of the whole ones, the oldest first, without those of another circle. */
  readonly names: readonly string[];
  readonly foreign: readonly ForeignBackup[];
  /** Whether nobody has registered in the circle, so that all of them are foreign. */
  readonly isUnregistered: boolean;
  /** What this user may not read, of the note of the last backup and the folder. */
  readonly unreadable: string | undefined;
  /** When the last was made in this folder, if that was noted: it may be gone. */
  readonly lastMadeAt: Date | undefined;
}

interface FindOptions {
  /** The folder that the host names. */
  readonly named: string | undefined;
  /** The circle that they should be of; undefined if its database cannot be read. */
  readonly circle: Circle | undefined;
}

/** Finds backups where the host says, else where the last one was made, else in the usual place. */
export async function findBackups(
  settings: Settings,
  { named, circle }: FindOptions,
): Promise<FoundBackups> {
  let unreadable: string | undefined;
  const last = await findLastBackup(
    settings.config.dataDir,
    (path) => named === undefined && (unreadable = path),
  );
  const folder = resolve(named ?? last?.folder ?? defaultBackupFolder(settings));
  const names = await listBackups(folder).catch((error) => {
    if (error instanceof Deno.errors.PermissionDenied) unreadable ??= folder;
    return []; // there may be no such folder
  });
  const { foreign } = circle ? await sortBackups(folder, { names, circle }) : { foreign: [] };
  const others = new Set(foreign.map(({ name }) => name));
  return {
    folder,
    names: names.filter((name) => !others.has(name)),
    foreign,
    isUnregistered: circle !== undefined && isUnregistered(circle),
    unreadable,
    lastMadeAt: last?.folder === folder ? last.madeAt : undefined,
  };
}
