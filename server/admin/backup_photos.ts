import { join, relative } from "node:path";
import type { BackupFiles } from "./backup_files.ts";
import { hashFile } from "./hashed_files.ts";
import { isPicture, listPhotoFiles } from "./photo_files.ts";

/** What became of the photos of a backup. */
interface BackedUpPhotos {
  /** How many files were copied; the others were in the backup before. */
  readonly copied: number;
  /** The names of files that are missing or damaged in the folder, and in the backup before. */
  readonly lost: readonly string[];
}

/**
 * Adds the files of photos, by the hashes that name them. Each is read from their folder once, by
 * the first backup that has it: their names say what is in them.
 */
export async function backUpPhotos(
  files: BackupFiles,
  { hashes, folder }: { readonly hashes: readonly string[]; readonly folder: string | undefined },
): Promise<BackedUpPhotos> {
  let copied = 0;
  const lost: string[] = [];
  for (const name of hashes.flatMap(listPhotoFiles)) {
    if (await files.reuse(name)) continue;
    const from = folder === undefined ? undefined : join(folder, relative("photos", name));
    if (from !== undefined && await addPhoto(files, { name, from })) copied++;
    else lost.push(name);
  }
  return { copied, lost };
}

/** Adds a picture; false if it cannot be read, or is not the one that its name says. */
async function addPhoto(
  files: BackupFiles,
  { name, from }: { readonly name: string; readonly from: string },
): Promise<boolean> {
  const hash = await hashFile(from).catch(() => undefined); // also one that the disk cannot read
  if (hash === undefined || !isPicture(name, hash)) return false;
  await files.addFile(name, from);
  return true;
}
