import { PHOTO_SIZES } from "../photos/photo_folder.ts";

/** The names in a backup of the files of a photo; in the folder of the photos without `photos/`. */
export function listPhotoFiles(hash: string): string[] {
  return PHOTO_SIZES.map((size) => `photos/${hash.slice(0, 2)}/${hash}-${size}.jpg`);
}

/** Whether a file of a backup is one of a photo. */
export function isPhotoFile(name: string): boolean {
  return /^photos\/[0-9a-f]{2}\/[0-9a-f]{64}-(small|large)\.jpg$/.test(name);
}

/** Whether a file with a SHA-256 may have its name: large pictures are named by theirs. */
export function isPicture(name: string, hash: string): boolean {
  return !name.endsWith("-large.jpg") || name.endsWith(`/${hash}-large.jpg`);
}
