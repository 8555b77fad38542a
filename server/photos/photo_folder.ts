import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { createDrafts, type Draft } from "./drafts.ts";
import {
  flushFolder,
  isOlder,
  listEntries,
  makeFolder,
  moveIfThere,
  removeIfThere,
  writeSafely,
} from "./files.ts";
import { createDiskRefusal, refuseDenied } from "./refuse_disk.ts";
import { NO_LOG, type RoomLog } from "./room_log.ts";
import { createRecentFiles } from "./recent_files.ts";

/** The sizes in which a photo is kept. */
export const PHOTO_SIZES = ["small", "large"] as const;

/** A size in which a photo is kept. */
export type PhotoSize = (typeof PHOTO_SIZES)[number];

/** The finished pictures of a photo. */
export type PhotoFiles = Readonly<Record<PhotoSize, Uint8Array>>;

/** Bytes of small pictures that stay in memory: reading a file takes as long as all else. */
const MAX_RECENT = 8 * 1024 * 1024;

/** Where the pictures are, as files that are named by the SHA-256 of the large one. */
export interface PhotoFolder {
  readonly path: string;
  /** A new file for what is being sent, which is gone once it is disposed. */
  readonly openDraft: () => Draft;
  /** Writes the pictures of a photo to the disk for good; returns the hash that names them. */
  readonly keep: (files: PhotoFiles) => Promise<string>;
  /** A picture; `undefined` where its file is missing. */
  readonly read: (hash: string, size: PhotoSize) => Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Throws a `Problem` where the server may not read a picture; one that is missing is none. */
  readonly assertReadable: (hash: string) => Promise<void>;
  /** The path of a picture. */
  readonly pathOf: (hash: string, size: PhotoSize) => string;
  /** Hashes of files that were written before a time, some at a time. */
  readonly listOld: (before: Date) => AsyncGenerator<readonly string[]>;
  /** Deletes the pictures of a hash, but not those that were written again since a time. */
  readonly removeOld: (hash: string, before: Date) => Promise<void>;
  /** Deletes drafts that a server has left behind. */
  readonly removeOldDrafts: (before: Date) => Promise<void>;
}

/** Creates the access to a folder of photos, which is made when the first one comes. */
export function createPhotoFolder(path: string, room: RoomLog = NO_LOG): PhotoFolder {
  const refuseDisk = createDiskRefusal(room);
  const drafts = createDrafts(path, { room, refuseDisk });
  const pathOf = (hash: string, size: PhotoSize) =>
    join(path, hash.slice(0, 2), `${hash}-${size}.jpg`);
  const recent = createRecentFiles(MAX_RECENT);
  return {
    path,
    pathOf,
    openDraft: drafts.open,
    keep: (files) =>
      refuseDisk(async () => {
        const hash = createHash("sha256").update(files.large).digest("hex");
        const folder = dirname(pathOf(hash, "large"));
        await makeFolder(folder);
        for (const size of PHOTO_SIZES) {
          const draft = drafts.newPath();
          try {
            await writeSafely(draft, files[size]);
            await Deno.rename(draft, pathOf(hash, size));
          } catch (error) {
            await removeIfThere(draft);
            throw error;
          }
        }
        await flushFolder(folder);
        return hash;
      }),
    read: async (hash, size) => {
      const known = size === "small" ? recent.get(hash) : undefined;
      if (known) return known;
      try {
        const bytes = await Deno.readFile(pathOf(hash, size));
        if (size === "small") recent.add(hash, bytes);
        return bytes;
      } catch (error) {
        if (error instanceof Deno.errors.NotFound) return undefined;
        throw refuseDenied(room, error);
      }
    },
    assertReadable: async (hash) => {
      try {
        (await Deno.open(pathOf(hash, "large"))).close();
      } catch (error) {
        if (!(error instanceof Deno.errors.NotFound)) throw refuseDenied(room, error);
      }
    },
    async *listOld(before) {
      for (const { name, isDirectory } of await listEntries(path)) {
        if (isDirectory && /^[0-9a-f]{2}$/.test(name)) {
          yield await listOldFiles(join(path, name), before);
        }
      }
    },
    removeOld: async (hash, before) => {
      recent.delete(hash);
      for (const size of PHOTO_SIZES) {
        const file = pathOf(hash, size);
        const taken = drafts.newPath();
        if (!await moveIfThere(file, taken)) continue;
        // The same picture may have been sent again a moment ago.
        if (await isOlder(taken, before)) await removeIfThere(taken);
        else await moveIfThere(taken, file);
      }
    },
    removeOldDrafts: drafts.removeOld,
  };
}

async function listOldFiles(folder: string, before: Date): Promise<string[]> {
  const hashes = new Set<string>();
  for await (const { name } of Deno.readDir(folder)) {
    const [, hash] = /^([0-9a-f]{64})-(?:small|large)\.jpg$/.exec(name) ?? [];
    if (hash && await isOlder(join(folder, name), before)) hashes.add(hash);
  }
  return [...hashes];
}
