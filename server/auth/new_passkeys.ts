import { sql, type Transaction } from "kysely";
import type { AddedPasskey } from "../../shared/contract/passkey_fields.ts";
import type { Db } from "../database/database.ts";
import type { Tables } from "../database/tables.ts";
import type { SessionCaller } from "../http/handler.ts";

/** Whether a passkey was added since there are notices, and is not confirmed yet. */
export const isUnkept = sql<
  boolean
>`passkeys.added_in is not null and passkeys.kept_at is null`;

/**
 * Unconfirmed passkeys that other sessions have added, the newest first. A session that was started
 * by one of them is told of none, since it may be an intruder's.
 */
export async function listNewPasskeys(
  db: Db,
  { accountId, sessionId }: Pick<SessionCaller, "accountId" | "sessionId">,
): Promise<AddedPasskey[]> {
  const rows = await db.selectFrom("passkeys")
    .select(["id", "name", "added_in", "added_by", "created_at"])
    .where("account_id", "=", accountId).where(isUnkept).orderBy("id", "desc").execute();
  const session = await db.selectFrom("sessions").select("passkey_id").where("id", "=", sessionId)
    .executeTakeFirst();
  if (rows.some(({ id }) => id === session?.passkey_id)) return [];
  return rows.filter(({ added_in }) => added_in !== sessionId)
    .map(({ added_in: _, added_by, ...row }) => ({ ...row, added_by: added_by ?? "" }));
}

/** Notes that a passkey is confirmed. */
export async function setPasskeyKept(
  tx: Transaction<Tables>,
  id: string,
  now: Date,
): Promise<void> {
  await tx.updateTable("passkeys").set({ kept_at: now.toISOString() }).where("id", "=", id)
    .execute();
}
