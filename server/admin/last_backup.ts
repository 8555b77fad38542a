import { join, resolve } from "node:path";
import { giveFilesIn } from "./give_files.ts";

/** The file in the data folder that says when and where the last backup was made. */
export function lastBackupFile(dataDir: string): string {
  return join(dataDir, "last-backup");
}

/** The last backup that was made of a circle, which may be gone by now. */
interface LastBackup {
  readonly madeAt: Date;
  /** The folder of all backups that it went to; earlier versions have not noted it. */
  readonly folder: string | undefined;
}

/**
 * Notes when and where a backup was made, for those who look after the server. A backup is good
 * without the note: beside PostgreSQL there may be no data folder.
 */
export async function noteLastBackup(
  dataDir: string,
  { madeAt, folder }: { readonly madeAt: Date; readonly folder: string },
): Promise<void> {
  const path = lastBackupFile(dataDir);
  const note = `${madeAt.toISOString()}\n${resolve(folder)}\n`;
  try {
    const give = await giveFilesIn(dataDir);
    await Deno.remove(`${path}.new`).catch(() => {}); // root writes through no link
    await Deno.writeTextFile(`${path}.new`, note, { createNew: true, mode: 0o600 });
    await give([`${path}.new`]);
    await Deno.rename(`${path}.new`, path);
  } catch { /* there is no such folder, or it is read-only */ }
}

/**
 * The last backup that was made; `undefined` if nobody has noted it. Where the note cannot be read,
 * its path is told.
 */
export async function findLastBackup(
  dataDir: string,
  onUnreadable: (path: string) => void = () => {},
): Promise<LastBackup | undefined> {
  try {
    const [time = "", folder] = (await Deno.readTextFile(lastBackupFile(dataDir))).split("\n");
    const madeAt = new Date(time);
    return Number.isNaN(madeAt.getTime()) ? undefined : { madeAt, folder: folder || undefined };
  } catch (error) {
    if (error instanceof Deno.errors.PermissionDenied) onUnreadable(lastBackupFile(dataDir));
    return undefined;
  }
}
