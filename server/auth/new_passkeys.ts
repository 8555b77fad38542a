import { sql, type Transaction } from "kysely";
import type { AddedPasskey } from "../../shared/contract/passkey_fields.ts";
import type { Db } from "../database/database.ts";
import type { Tables } from "../database/tables.ts";
import type { SessionCaller } from "../http/handler.ts";

/** Whether nobody has called a passkey their own yet, which another session than theirs added. */
export const isUnkept = sql<
  boolean
>`passkeys.added_in is not null and passkeys.kept_at is null`;

/**
 * Passkeys that nobody has called their own yet, the newest first, for a session that has not added
 * them. One that began by such a passkey is told of none, since it may be that of somebody else.
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

/** Notes that a passkey is its person's own. */
export async function setPasskeyKept(
  tx: Transaction<Tables>,
  id: string,
  now: Date,
): Promise<void> {
  await tx.updateTable("passkeys").set({ kept_at: now.toISOString() }).where("id", "=", id)
    .execute();
}
