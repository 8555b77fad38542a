import { sql, type Transaction } from "kysely";
import type { NewDevice } from "../../shared/contract/sessions.ts";
import type { Db } from "../database/database.ts";
import type { Tables } from "../database/tables.ts";
import type { SessionCaller } from "../http/handler.ts";
import { oldestOpen } from "./session_rules.ts";

/**
 * Devices that came in by approval and that nobody has called their own yet, the newest first, for
 * another session of the account. Such a device itself is told nothing, since it may be the wrong
 * one.
 */
export async function listNewDevices(
  db: Db,
  { accountId, sessionId, now }:
    & Pick<SessionCaller, "accountId" | "sessionId">
    & { readonly now: Date },
): Promise<NewDevice[]> {
  const { usedSince, startedSince } = oldestOpen(now);
  const rows = await db.selectFrom("sessions").select(["id", "device", "approved_by", "created_at"])
    .where("account_id", "=", accountId).where(isNewDevice)
    .where("last_used_at", ">=", usedSince).where("created_at", ">=", startedSince)
    .orderBy("id", "desc").execute();
  if (rows.some(({ id }) => id === sessionId)) return [];
  return rows.map(({ approved_by, ...row }) => ({ ...row, approved_by: approved_by ?? "" }));
}

/** Whether a session came in by approval, and nobody has called it their own yet. */
export const isNewDevice = sql<boolean>`sessions.via = 'approval' and sessions.kept_at is null`;

/** Notes that a device is its person's own. */
export async function setKept(
  tx: Transaction<Tables>,
  sessionId: string,
  now: Date,
): Promise<void> {
  await tx.updateTable("sessions").set({ kept_at: now.toISOString() }).where("id", "=", sessionId)
    .execute();
}
