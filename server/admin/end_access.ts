import type { Transaction } from "kysely";
import { revokeOpenCodes } from "../auth/password_resets.ts";
import { endSessions } from "../auth/sessions.ts";
import { deleteApprovedRequests } from "../auth/sign_in_requests.ts";
import type { Tables } from "../database/tables.ts";
import type { EndedCredentials } from "./end_credentials.ts";

/** What is to be ended, and when. */
interface Access {
  readonly accountId: string;
  readonly now: Date;
}

/**
 * Ends everything but password and passkeys that lets an account in, and what it has made to let
 * somebody in: its invites, and reset codes for others.
 */
export async function endAccess(
  tx: Transaction<Tables>,
  { accountId, now }: Access,
): Promise<EndedCredentials> {
  const sessions = await endAllSessions(tx, accountId);
  const tokens = await tx.deleteFrom("script_tokens").where("account_id", "=", accountId)
    .executeTakeFirst();
  const feeds = await tx.deleteFrom("feeds").where("account_id", "=", accountId)
    .executeTakeFirst();
  const invites = await tx.updateTable("invites").set({ revoked_at: now.toISOString() })
    .where("created_by", "=", accountId).where("revoked_at", "is", null)
    .where("expires_at", ">", now.toISOString()).whereRef("used", "<", "max_uses")
    .executeTakeFirst();
  const own = await revokeOpenCodes(tx, accountId);
  const made = await tx.deleteFrom("password_resets").where("maker_id", "=", accountId)
    .where("used_at", "is", null).executeTakeFirst();
  return {
    sessions,
    script_tokens: Number(tokens.numDeletedRows),
    feeds: Number(feeds.numDeletedRows),
    invites: Number(invites.numUpdatedRows),
    reset_codes: own + Number(made.numDeletedRows),
  };
}

/** Ends the sessions of an account, and what they have begun; returns how many there were. */
export async function endAllSessions(
  tx: Transaction<Tables>,
  accountId: string,
): Promise<number> {
  await deleteApprovedRequests(tx, accountId);
  return await endSessions(tx, accountId, {});
}
