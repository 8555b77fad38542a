import type { Logger } from "@logtape/logtape";
import type { Clock } from "../config/system.ts";
import { MINUTE } from "../database/timestamps.ts";

/** Logs that the disk of the photos is full, and that it takes some again. */
export interface RoomLog {
  readonly noteFull: () => void;
  readonly noteRoom: () => void;
}

/** Logs nothing. */
export const NO_LOG: RoomLog = { noteFull: () => {}, noteRoom: () => {} };

/** Creates the log of a full disk, which gets at most a line a minute of each. */
export function createRoomLog(
  { log, now, folder }: { readonly log: Logger; readonly folder: string } & Clock,
): RoomLog {
  let fullAt: number | undefined;
  let toldAt = -Infinity;
  return {
    noteFull: () => {
      fullAt = now().getTime();
      if (fullAt - toldAt < MINUTE) return;
      toldAt = fullAt;
      log.warn("no room for photos", { folder, advice: "make room on its disk" });
    },
    // A small picture may find room between two large ones.
    noteRoom: () => {
      if (fullAt === undefined || now().getTime() - fullAt < MINUTE) return;
      fullAt = undefined;
      log.info("room for photos again", { folder });
    },
  };
}
