import { basename } from "node:path";
import type { Transaction } from "kysely";
import { SYSTEM } from "../config/system.ts";
import type { Tables } from "../database/tables.ts";
import { addToLog } from "../families/family_log.ts";
import { addToAudit } from "./audit.ts";
import { formatMinute } from "./describe_amounts.ts";
import { findOperator } from "./find_operator.ts";

/** A backup that is being restored. */
interface Restored {
  /** The dated folder. */
  readonly path: string;
  /** When it was made: ISO-8601, UTC. */
  readonly madeAt: string;
  /** Who has called the host's account, if `sudo` says so. */
  readonly sudoUser: string | undefined;
}

/** Notes a restore in the audit, and in the log of each family: what it did since is gone. */
export async function noteRestore(
  tx: Transaction<Tables>,
  { path, madeAt, sudoUser }: Restored,
): Promise<void> {
  const operator = await findOperator(sudoUser);
  await addToAudit({ ...SYSTEM, operator }, tx, { command: "restore", targetId: basename(path) });
  const note = formatMinute(madeAt);
  for (const { id: familyId } of await tx.selectFrom("families").select("id").execute()) {
    await addToLog(SYSTEM, tx, { familyId, event: "backup_restored", actorId: null, note });
  }
}
