import { dirname, join } from "node:path";
import { listPhotoBytes } from "../../database/inspect_backup.ts";
import type { Source } from "../../database/open_source.ts";
import { DAY } from "../../database/timestamps.ts";
import { PHOTO_FOLDER_MARKER } from "../../photos/check_photo_folder.ts";
import { createPhotoFolder, PHOTO_SIZES } from "../../photos/photo_folder.ts";
import { countOf, describeBytes } from "../describe_amounts.ts";
import { hashFile } from "../hashed_files.ts";
import type { Finding } from "./finding.ts";
import { describeClosed, findClosed } from "./find_closed.ts";

const CHECK = "photos";

/** How old a file without a photo is before it is told, in ms; servers remove it after a day. */
const LEFT_OVER = 3 * DAY;

/** Checks that every photo has its files, as they were stored, and that no file is left over. */
export async function checkPhotos(
  source: Source,
  { folder, now }: { readonly folder: string | undefined; readonly now: Date },
): Promise<Finding[]> {
  const photos = await source.snapshot(listPhotoBytes);
  if (folder === undefined) return [checkNoFolder(photos.size)];
  const found = await findClosed(folder);
  const { closed, owner } = found;
  const denied = new Set(closed.map(({ path }) => path));
  const damaged: string[] = [];
  for (const [hash, bytes] of photos) {
    if (isAmong(denied, folder, hash) || await isWhole(folder, hash, bytes)) continue;
    damaged.push(hash);
  }
  const lost = damaged.length === 0 ? [] : await keepKnown(source, damaged);
  const total = [...photos.values()].reduce((sum, bytes) => sum + bytes, 0);
  const copy = `cp -a BACKUP/photos/. ${folder}/ && chown -R ${owner} ${folder}`;
  return [
    ...closed.length === 0 ? [] : [describeClosed(folder, found)],
    lost.length === 0
      ? {
        check: CHECK,
        state: "ok",
        finding: `${countOf(photos.size, "photo")}, ${describeBytes(total)}, each ${
          closed.length === 0 ? "" : "that could be read "
        }as it was stored`,
      }
      : {
        check: CHECK,
        state: "failed",
        finding: `${countOf(lost.length, "photo has", "photos have")} missing or damaged files: ${
          fewOf(lost.map((hash) => `${hash.slice(0, 2)}/${hash}-*.jpg`))
        }`,
        advice: `Copy them from a backup, as root: ${copy}`,
      },
    ...await checkLeftOver(folder, { photos, now }),
  ];
}

function checkNoFolder(count: number): Finding {
  if (count === 0) {
    return { check: CHECK, state: "ok", finding: "none: no folder is named for them" };
  }
  return {
    check: CHECK,
    state: "failed",
    finding: `There are ${countOf(count, "photo")}, but no folder of their files.`,
    advice: "Set CIRCLE_PHOTOS_DIR to it.",
  };
}

/** Whether the files of a photo, or their folder, cannot be read. */
function isAmong(denied: ReadonlySet<string>, folder: string, hash: string): boolean {
  const { pathOf } = createPhotoFolder(folder);
  const paths = PHOTO_SIZES.map((size) => pathOf(hash, size));
  return [folder, dirname(paths[0]!), ...paths].some((path) => denied.has(path));
}

async function isWhole(folder: string, hash: string, bytes: number): Promise<boolean> {
  const { pathOf } = createPhotoFolder(folder);
  try {
    const sizes = PHOTO_SIZES.map(async (size) => (await Deno.stat(pathOf(hash, size))).size);
    const total = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
    return total === bytes && await hashFile(pathOf(hash, "large")) === hash;
  } catch {
    return false; // it is missing
  }
}

/** Photos that were deleted while others were checked are not missed. */
async function keepKnown(source: Source, hashes: readonly string[]): Promise<string[]> {
  const photos = await source.snapshot(listPhotoBytes);
  return hashes.filter((hash) => photos.has(hash));
}

interface Known {
  readonly photos: ReadonlyMap<string, number>;
  readonly now: Date;
}

async function checkLeftOver(folder: string, { photos, now }: Known): Promise<Finding[]> {
  const left: string[] = [];
  for (const { name, isDirectory } of await listEntries(folder)) {
    if (!isDirectory && name !== PHOTO_FOLDER_MARKER) left.push(name);
    if (!isDirectory || name === "drafts") continue;
    for (const file of await listEntries(join(folder, name))) {
      const [, hash] = /^([0-9a-f]{64})-(?:small|large)\.jpg$/.exec(file.name) ?? [];
      if (!hash || !photos.has(hash)) left.push(`${name}/${file.name}`);
    }
  }
  const old: string[] = [];
  for (const name of left) if (await isOld(join(folder, name), now)) old.push(name);
  return old.length === 0 ? [] : [{
    check: CHECK,
    state: "warning",
    finding: `${countOf(old.length, "file belongs", "files belong")} to no photo: ${fewOf(old)}`,
    advice:
      `A running server removes those of erased photos after a day. Delete others in ${folder}.`,
  }];
}

async function listEntries(path: string): Promise<Deno.DirEntry[]> {
  return await Array.fromAsync(Deno.readDir(path)).catch(() => []);
}

async function isOld(path: string, now: Date): Promise<boolean> {
  const mtime = (await Deno.stat(path).catch(() => undefined))?.mtime;
  return mtime ? now.getTime() - mtime.getTime() > LEFT_OVER : false;
}

function fewOf(names: readonly string[]): string {
  return names.slice(0, 3).join(", ") + (names.length > 3 ? ", …" : "");
}
