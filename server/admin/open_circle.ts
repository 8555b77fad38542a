import { getLogger, type Logger } from "@logtape/logtape";
import type { Settings } from "../config/config.ts";
import { SYSTEM, type System } from "../config/system.ts";
import type { Database, Db } from "../database/database.ts";
import { openDatabase } from "../database/open.ts";
import { assertCircle, openSource } from "../database/open_source.ts";
import { findOperator } from "./find_operator.ts";

/** A circle that the host changes on the machine itself, while its servers may run. */
export interface HostDeps
  extends
    System,
    Pick<Database, "db" | "transaction" | "urgentTransaction" | "withLock" | "readFailure"> {
  readonly log: Logger;
  /** The account of the operating system that changes it; null where it is unknown. */
  readonly operator: string | null;
}

/** The settings of a circle, and the account that has become another one by `sudo`. */
export interface HostSettings extends Settings {
  readonly sudoUser?: string;
}

/** Changes a circle. Throws a `StartError` where there is none: it neither makes nor migrates one. */
export async function changeCircle<T>(
  { config, secrets, sudoUser }: HostSettings,
  change: (deps: HostDeps) => Promise<T>,
): Promise<T> {
  await assertCircle(config, secrets); // opening it would make or migrate one
  const database = await openDatabase(config, secrets);
  try {
    const log = getLogger(["circle", "admin"]);
    return await change({ ...database, ...SYSTEM, log, operator: await findOperator(sudoUser) });
  } finally {
    await database.close();
  }
}

/** Reads a circle as it is at one moment. Throws a `StartError` where there is none. */
export async function readCircle<T>(
  { config, secrets }: Settings,
  read: (db: Db) => Promise<T>,
): Promise<T> {
  await using source = await openSource(config, secrets);
  return await source.snapshot(read);
}
