import { join, relative } from "node:path";
import type { BackupFiles } from "./backup_files.ts";
import { hashFile } from "./hashed_files.ts";
import { isPicture, listPhotoFiles } from "./photo_files.ts";

/** What became of the photos of a backup. */
interface BackedUpPhotos {
  /** How many files were copied; the others were in the backup before. */
  readonly copied: number;
  /** The names of files that are missing or damaged in the folder. */
  readonly missing: readonly string[];
  /** Those of them that the backup before does not have either. */
  readonly lost: readonly string[];
}

interface PhotosToBackUp {
  /** The bytes of both files of each photo, by the hash that names them. */
  readonly photos: ReadonlyMap<string, number>;
  readonly folder: string | undefined;
}

/**
 * Adds the files of photos, as links where the backup before has them. Each is read in its folder
 * all the same, so that the host hears of a failing disk while a backup still has what is lost.
 */
export async function backUpPhotos(
  files: BackupFiles,
  { photos, folder }: PhotosToBackUp,
): Promise<BackedUpPhotos> {
  let copied = 0;
  const missing: string[] = [];
  const lost: string[] = [];
  for (const [hash, bytes] of photos) {
    const whole = folder === undefined ? new Map() : await findWhole(folder, { hash, bytes });
    for (const name of listPhotoFiles(hash)) {
      const from = whole.get(name);
      if (from === undefined) missing.push(name);
      if (await files.reuse(name)) continue;
      if (from === undefined) {
        lost.push(name);
        continue;
      }
      await files.addFile(name, from);
      copied++;
    }
  }
  return { copied, missing, lost };
}

interface Photo {
  readonly hash: string;
  readonly bytes: number;
}

/** The paths of the files of a photo that are as they were stored, by their names in a backup. */
async function findWhole(
  folder: string,
  { hash, bytes }: Photo,
): Promise<ReadonlyMap<string, string>> {
  const whole = new Map<string, string>();
  let size = 0;
  for (const name of listPhotoFiles(hash)) {
    const path = join(folder, relative("photos", name));
    try {
      if (!isPicture(name, await hashFile(path))) continue;
      size += (await Deno.stat(path)).size;
      whole.set(name, path);
    } catch { /* it is missing, or the disk cannot read it */ }
  }
  // The large one is as its hash says, so that the small one has been cut or written over.
  const [small] = listPhotoFiles(hash).filter((name) => name.endsWith("-small.jpg"));
  if (whole.size === 2 && size !== bytes) whole.delete(small!);
  return whole;
}
