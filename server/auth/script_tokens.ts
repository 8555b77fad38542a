import type { Selectable, Transaction } from "kysely";
import type { Db } from "../database/database.ts";
import type { ScriptTokensTable, Tables } from "../database/tables.ts";
import { DAY, timestampBefore } from "../database/timestamps.ts";

/** Adds a script token. */
export async function addScriptToken(
  tx: Transaction<Tables>,
  token: ScriptTokensTable,
): Promise<void> {
  await tx.insertInto("script_tokens").values(token).execute();
}

/** The script tokens of an account that have not ended. */
export function selectOpenTokens(db: Db, accountId: string, now: Date) {
  return db.selectFrom("script_tokens").selectAll()
    .where("account_id", "=", accountId).where("expires_at", ">", now.toISOString());
}

/** The script token of a hash, ended or not. */
export async function findScriptToken(
  db: Db,
  hash: string,
): Promise<Selectable<ScriptTokensTable> | undefined> {
  return await db.selectFrom("script_tokens").selectAll().where("hash", "=", hash)
    .executeTakeFirst();
}

/** Whether a script token still exists and has not ended. */
export async function isTokenOpen(db: Db, tokenId: string, now: Date): Promise<boolean> {
  const row = await db.selectFrom("script_tokens").select("expires_at")
    .where("id", "=", tokenId).executeTakeFirst();
  return row !== undefined && row.expires_at > now.toISOString();
}

/** Notes when a script token was used. */
export async function setLastUsedAt(db: Db, tokenId: string, now: Date): Promise<void> {
  await db.updateTable("script_tokens").set({ last_used_at: now.toISOString() })
    .where("id", "=", tokenId).execute();
}

/** Revokes one script token of an account; returns whether there was one. */
export async function deleteScriptToken(
  tx: Transaction<Tables>,
  accountId: string,
  tokenId: string,
): Promise<boolean> {
  const { numDeletedRows } = await tx.deleteFrom("script_tokens")
    .where("account_id", "=", accountId).where("id", "=", tokenId).executeTakeFirst();
  return numDeletedRows > 0n;
}

/** Revokes every script token of an account. */
export async function deleteScriptTokens(
  tx: Transaction<Tables>,
  accountId: string,
): Promise<void> {
  await tx.deleteFrom("script_tokens").where("account_id", "=", accountId).execute();
}

/** Milliseconds for which an ended script token is kept, to tell a script why it is refused. */
const ENDED_TOKEN_RETENTION = 90 * DAY;

/** Removes script tokens that ended long ago. */
export async function deleteEndedTokens(tx: Transaction<Tables>, now: Date): Promise<void> {
  const since = timestampBefore(now, ENDED_TOKEN_RETENTION);
  await tx.deleteFrom("script_tokens").where("expires_at", "<", since).execute();
}
