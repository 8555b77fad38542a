import type { Logger } from "@logtape/logtape";
import type { DatabaseUpdate } from "./migrate.ts";
import type { OnCheckpointFailure } from "./sqlite.ts";

/** What an open database tells. */
export interface DatabaseEvents {
  readonly onCheckpointFailure?: OnCheckpointFailure;
  /** Called before an existing database is migrated. */
  readonly onUpdate?: (update: DatabaseUpdate) => void;
}

/** Logs what a database tells. */
export function logDatabase(log: Logger): DatabaseEvents {
  return {
    onCheckpointFailure: ({ message }) =>
      log.error("checkpoint failed", { error: message, advice: "check the disk" }),
    onUpdate: ({ from, to, copy }) =>
      copy === undefined
        ? log.warn("updating the database", {
          from,
          to,
          advice: "PostgreSQL has no copy of before: to go back you need the backup that you made",
        })
        : log.info("updating the database", { from, to, copy }),
  };
}
