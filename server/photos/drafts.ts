import { dirname, join } from "node:path";
import { freeBytes } from "../http/free_bytes.ts";
import { Problem } from "../http/problem.ts";
import { isOlder, listEntries, makeFolder, removeIfThere, writeAll } from "./files.ts";
import type { DiskRefusal } from "./refuse_disk.ts";
import type { RoomLog } from "./room_log.ts";

/** A file that is being written. */
export interface Draft extends AsyncDisposable {
  readonly path: string;
  /** Writes all of a stream; where that fails, the rest of it is left to be read. */
  readonly write: (bytes: ReadableStream<Uint8Array>) => Promise<void>;
}

/** Files that are being written, beside the pictures that they become. */
interface Drafts {
  /** A new file for what is being sent, which is gone once it is disposed. */
  readonly open: () => Draft;
  /** The path of a new file. */
  readonly newPath: () => string;
  /** Deletes files that a server has left behind. */
  readonly removeOld: (before: Date) => Promise<void>;
}

/**
 * Creates the drafts of a folder of photos, and both folders when the first comes. Where they were
 * there, and are gone, they are not made again: their disk may come back, and would hide new ones.
 */
export function createDrafts(
  photos: string,
  { room, refuseDisk }: { readonly room: RoomLog; readonly refuseDisk: DiskRefusal },
): Drafts {
  const path = join(photos, "drafts");
  const hasParent = isThere(dirname(photos));
  let isMade = isThere(path);
  const refuseGone = (missing: string) => {
    room.noteGone(missing);
    return new Problem("photos_unavailable", { detail: FOLDER_IS_GONE });
  };
  const assertFolders = async () => {
    if (isMade && await isGone(path)) throw refuseGone(await isGone(photos) ? photos : path);
    if (!isMade) await makeFolders();
    isMade = true;
  };
  const makeFolders = async () => {
    if (!hasParent) return await Deno.mkdir(path, { recursive: true, mode: 0o700 });
    try {
      await makeFolder(photos);
      await makeFolder(path);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      throw refuseGone(photos);
    }
  };
  const newPath = () => join(path, crypto.randomUUID());
  return {
    newPath,
    open: () => openDraft(newPath(), { assertFolders, refuseDisk }),
    removeOld: async (before) => {
      for (const { name } of await listEntries(path)) {
        const draft = join(path, name);
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
  readonly assertFolders: () => Promise<void>;
  readonly refuseDisk: DiskRefusal;
}

function openDraft(path: string, { assertFolders, refuseDisk }: Drafting): Draft {
  let isMade = false;
  return {
    path,
    write: (bytes) =>
      refuseDisk(async () => {
        await assertFolders();
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
