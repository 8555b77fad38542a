import type { Logger } from "@logtape/logtape";
import type { Config } from "../config/config.ts";
import type { System } from "../config/system.ts";
import type { Database, Db } from "../database/database.ts";
import type { Metrics } from "./metrics.ts";

/** Dependencies of the handlers of every feature. */
export interface Deps extends System {
  readonly config: Config;
  /** Origin at which others reach the server. */
  readonly publicUrl: string;
  /** Reads; writes go through `transaction`. */
  readonly db: Db;
  readonly transaction: Database["transaction"];
  /** For what ends access or deletes: it works on a full disk. */
  readonly urgentTransaction: Database["urgentTransaction"];
  readonly withLock: Database["withLock"];
  readonly assertWritable: Database["assertWritable"];
  readonly readFailure: Database["readFailure"];
  readonly log: Logger;
  readonly metrics: Metrics;
}
