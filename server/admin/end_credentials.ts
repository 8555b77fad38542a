import type { Transaction } from "kysely";
import type { Tables } from "../database/tables.ts";

/** How many of each were ended. */
export interface EndedCredentials {
  readonly sessions: number;
  readonly script_tokens: number;
  readonly feeds: number;
  readonly invites: number;
  readonly reset_codes: number;
}

/**
 * Ends everything but passwords and passkeys that lets somebody in: sessions of programs and
 * browsers, requests to be signed in, script tokens, feeds, invites, and reset codes.
 */
export async function endCredentials(
  tx: Transaction<Tables>,
  { now }: { readonly now: Date },
): Promise<EndedCredentials> {
  await tx.deleteFrom("sign_in_requests").execute();
  await tx.deleteFrom("web_sessions").execute();
  const sessions = await tx.deleteFrom("sessions").executeTakeFirst();
  const tokens = await tx.deleteFrom("script_tokens").executeTakeFirst();
  const feeds = await tx.deleteFrom("feeds").executeTakeFirst();
  // Revoked, not deleted, so that one who tries them is told so.
  const revoked_at = now.toISOString();
  const invites = await tx.updateTable("invites").set({ revoked_at })
    .where("revoked_at", "is", null).where("expires_at", ">", revoked_at)
    .whereRef("used", "<", "max_uses").executeTakeFirst();
  // Nothing is lost with the others, so they are not counted; a clock may be wrong.
  await tx.updateTable("invites").set({ revoked_at }).where("revoked_at", "is", null).execute();
  const resets = await tx.deleteFrom("password_resets").where("used_at", "is", null)
    .executeTakeFirst();
  return {
    sessions: Number(sessions.numDeletedRows),
    script_tokens: Number(tokens.numDeletedRows),
    feeds: Number(feeds.numDeletedRows),
    invites: Number(invites.numUpdatedRows),
    reset_codes: Number(resets.numDeletedRows),
  };
}
