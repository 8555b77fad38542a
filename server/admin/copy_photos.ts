import { basename, dirname, join, relative } from "node:path";
import { StartError } from "../config/start_error.ts";
import { PHOTO_FOLDER_MARKER } from "../photos/check_photo_folder.ts";
import { explainFileError } from "./explain_file_error.ts";
import { giveFilesIn } from "./give_files.ts";
import { flushFolder, hashFile, writePrivateFile } from "./hashed_files.ts";
import { isPicture, listPhotoFiles } from "./photo_files.ts";

/** Which photos to copy, and between which folders. */
interface PhotosToCopy {
  /** The hashes that name their files. */
  readonly hashes: readonly string[];
  readonly from: string;
  readonly to: string;
}

/** What became of the photos of a copy. */
export interface CopiedPhotos {
  /** How many files the folder has now. */
  readonly whole: number;
  /** How many of them were not there before. */
  readonly copied: number;
  /** The names of files that are missing or damaged in the folder that they come from. */
  readonly lost: readonly string[];
}

/**
 * Copies the files of photos to another folder, which may have some of them: each is compared by
 * its hash, and has its name once it is whole.
 */
export async function copyPhotos({ hashes, from, to }: PhotosToCopy): Promise<CopiedPhotos> {
  const give = await giveFilesIn(to);
  const made = new Set<string>([to]);
  let whole = 0;
  let copied = 0;
  const lost: string[] = [];
  const folders = new Set<string>();
  try {
    for (const name of hashes.flatMap(listPhotoFiles)) {
      const path = relative("photos", name);
      const [source, target] = [join(from, path), join(to, path)];
      const hash = await findHash(source);
      if (hash === undefined || !isPicture(name, hash)) {
        lost.push(name);
        continue;
      }
      whole++;
      if (await findHash(target) === hash) continue;
      await copyPhoto({ source, target, hash });
      copied++;
      folders.add(dirname(target));
      made.add(target);
    }
    for (const folder of folders) await flushFolder(folder);
    await copyMarker(from, to);
    await give([...made, ...folders, join(to, PHOTO_FOLDER_MARKER)]);
  } catch (error) {
    throw explainFileError(error, to);
  }
  return { whole, copied, lost };
}

/** The SHA-256 of a file; `undefined` if it is missing, or the disk cannot read it. */
async function findHash(path: string): Promise<string | undefined> {
  return await hashFile(path).catch(() => undefined);
}

interface PhotoToCopy {
  readonly source: string;
  readonly target: string;
  readonly hash: string;
}

async function copyPhoto({ source, target, hash }: PhotoToCopy): Promise<void> {
  const draft = `${target}.copying`;
  await Deno.mkdir(dirname(target), { recursive: true, mode: 0o700 });
  await Deno.remove(draft).catch(() => {}); // what a killed copy has left
  try {
    await writePrivateFile(draft, (await Deno.open(source)).readable);
    if (await hashFile(draft) !== hash) {
      throw new StartError(`${basename(source)} did not come out as it went in. Copy again.`);
    }
    await Deno.rename(draft, target);
  } catch (error) {
    await Deno.remove(draft).catch(() => {});
    throw error;
  }
}

/** Several servers know their folder by its marker, so that the copy needs the same one. */
async function copyMarker(from: string, to: string): Promise<void> {
  const [source, target] = [join(from, PHOTO_FOLDER_MARKER), join(to, PHOTO_FOLDER_MARKER)];
  if (!await exists(source) || await exists(target)) return;
  await writePrivateFile(target, (await Deno.open(source)).readable);
  await flushFolder(to);
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
