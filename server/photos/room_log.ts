import type { Logger } from "@logtape/logtape";
import { ADMIN_PROGRAM } from "../config/program_names.ts";
import type { Clock } from "../config/system.ts";
import { MINUTE } from "../database/timestamps.ts";

/** Logs that the disk of the photos is full, closed to us or gone, and that it takes some again. */
export interface RoomLog {
  readonly noteFull: () => void;
  readonly noteRoom: () => void;
  /** An error that names a file or folder that another user has. */
  readonly noteDenied: (error: Error) => void;
  /** The folder that is gone, which may be one in that of the photos. */
  readonly noteGone: (missing: string) => void;
}

/** Logs nothing. */
export const NO_LOG: RoomLog = {
  noteFull: () => {},
  noteRoom: () => {},
  noteDenied: () => {},
  noteGone: () => {},
};

/** Creates the log of a disk, which gets at most a line a minute of each. */
export function createRoomLog(
  { log, now, folder }: { readonly log: Logger; readonly folder: string } & Clock,
): RoomLog {
  let fullAt: number | undefined;
  let toldAt = -Infinity;
  let deniedAt = -Infinity;
  let goneAt = -Infinity;
  return {
    noteFull: () => {
      fullAt = now().getTime();
      if (fullAt - toldAt < MINUTE) return;
      toldAt = fullAt;
      log.warn("no room for photos", { folder, advice: "make room on its disk" });
    },
    noteDenied: ({ message }) => {
      const at = now().getTime();
      if (at - deniedAt < MINUTE) return;
      deniedAt = at;
      const advice = `give all in the folder to the user of the server: ${ADMIN_PROGRAM} check`;
      log.error("photos may not be used", { folder, error: message, advice });
    },
    noteGone: (missing) => {
      const at = now().getTime();
      if (at - goneAt < MINUTE) return;
      goneAt = at;
      const advice = "mount its disk or put it back; if it is to be made anew, restart the server";
      log.error("the folder of photos is gone", { folder, missing, advice });
    },
    // A small picture may find room between two large ones.
    noteRoom: () => {
      if (fullAt === undefined || now().getTime() - fullAt < MINUTE) return;
      fullAt = undefined;
      log.info("room for photos again", { folder });
    },
  };
}
