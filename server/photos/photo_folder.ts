import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { freeBytes } from "../http/free_bytes.ts";
import { Problem } from "../http/problem.ts";
import {
  flushFolder,
  isOlder,
  listEntries,
  makeFolder,
  moveIfThere,
  removeIfThere,
  writeAll,
  writeSafely,
} from "./files.ts";
import { createDiskRefusal, type DiskRefusal, refuseDenied } from "./refuse_disk.ts";
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

/** A file that is being written. */
interface Draft extends AsyncDisposable {
  readonly path: string;
  /** Writes all of a stream; where that fails, the rest of it is left to be read. */
  readonly write: (bytes: ReadableStream<Uint8Array>) => Promise<void>;
}

/**
 * Creates the access to a folder of photos, which is made when the first one comes. Where it was
 * there, and is gone, it is not made again: its disk may come back and would then hide the new one.
 */
export function createPhotoFolder(path: string, room: RoomLog = NO_LOG): PhotoFolder {
  const refuseDisk = createDiskRefusal(room);
  const drafts = join(path, "drafts");
  const hasParent = isThere(dirname(path));
  let isMade = isThere(drafts);
  const refuseGone = (missing: string) => {
    room.noteGone(missing);
    return new Problem("photos_unavailable", { detail: FOLDER_IS_GONE });
  };
  const makeDrafts = async () => {
    if (isMade && await isGone(drafts)) throw refuseGone(await isGone(path) ? path : drafts);
    if (!isMade) await makeFolders();
    isMade = true;
  };
  const makeFolders = async () => {
    if (!hasParent) return await Deno.mkdir(drafts, { recursive: true, mode: 0o700 });
    try {
      await makeFolder(path);
      await makeFolder(drafts);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      throw refuseGone(path);
    }
  };
  const pathOf = (hash: string, size: PhotoSize) =>
    join(path, hash.slice(0, 2), `${hash}-${size}.jpg`);
  const newDraft = () => join(drafts, crypto.randomUUID());
  const recent = createRecentFiles(MAX_RECENT);
  return {
    path,
    pathOf,
    openDraft: () => openDraft(newDraft(), { makeFolders: makeDrafts, refuseDisk }),
    keep: (files) =>
      refuseDisk(async () => {
        const hash = createHash("sha256").update(files.large).digest("hex");
        const folder = dirname(pathOf(hash, "large"));
        await makeFolder(folder);
        for (const size of PHOTO_SIZES) {
          const draft = newDraft();
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
        const taken = newDraft();
        if (!await moveIfThere(file, taken)) continue;
        // The same picture may have been sent again a moment ago.
        if (await isOlder(taken, before)) await removeIfThere(taken);
        else await moveIfThere(taken, file);
      }
    },
    removeOldDrafts: async (before) => {
      for (const { name } of await listEntries(drafts)) {
        const draft = join(drafts, name);
        if (await isOlder(draft, before)) await removeIfThere(draft);
      }
    },
  };
}

const FOLDER_IS_GONE = "The folder of the photos is gone. Tell the person who hosts the server.";

/** Whether there is something at a path, as far as we may look. */
function isThere(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}

/**
 * Whether there is nothing at a path; what we may not look at is there. A disk of the network may
 * let us wait, which must hold up nobody else.
 */
async function isGone(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return false;
  } catch (error) {
    return error instanceof Deno.errors.NotFound;
  }
}

interface Drafting {
  readonly makeFolders: () => Promise<void>;
  readonly refuseDisk: DiskRefusal;
}

function openDraft(path: string, { makeFolders, refuseDisk }: Drafting): Draft {
  let isMade = false;
  return {
    path,
    write: (bytes) =>
      refuseDisk(async () => {
        await makeFolders();
        using file = await Deno.open(path, { createNew: true, write: true, mode: 0o600 });
        isMade = true;
        // `file.writable` would not tell that the disk is full at the end.
        for await (const chunk of bytes.values({ preventCancel: true })) {
          await writeAll(file, chunk);
          freeBytes(chunk);
        }
      }),
    // What could not be made need not be removed, and would hide why.
    [Symbol.asyncDispose]: async () => isMade ? await removeIfThere(path) : undefined,
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
