import type { DatabaseUpdate } from "./migrate.ts";
import type { OnCheckpointFailure } from "./sqlite.ts";

/** What an open database tells. */
export interface DatabaseEvents {
  readonly onCheckpointFailure?: OnCheckpointFailure;
  /** Called before an existing database is migrated. */
  readonly onUpdate?: (update: DatabaseUpdate) => void;
}
