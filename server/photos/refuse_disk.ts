import { Problem } from "../http/problem.ts";
import type { RoomLog } from "./room_log.ts";

/** Does what writes to the disk; where it is full or closed to us, throws a `Problem` that says so. */
export type DiskRefusal = <T>(write: () => Promise<T>) => Promise<T>;

/** Creates what refuses photos, and logs why. */
export function createDiskRefusal(room: RoomLog): DiskRefusal {
  return async (write) => {
    try {
      const result = await write();
      room.noteRoom();
      return result;
    } catch (error) {
      const isFull = error instanceof Error && "code" in error && error.code === "ENOSPC";
      if (!isFull) throw refuseDenied(room, error);
      room.noteFull();
      throw new Problem("storage_full");
    }
  };
}

/** What to throw: a `Problem` where an error says that files belong to another user. */
export function refuseDenied(room: RoomLog, error: unknown): unknown {
  if (!(error instanceof Deno.errors.PermissionDenied)) return error;
  room.noteDenied(error);
  return new Problem("photos_unavailable", { detail: IS_DENIED });
}

const IS_DENIED =
  "The server may not use the files of the photos. Tell the person who hosts the server.";
