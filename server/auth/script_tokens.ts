import type { PageQuery } from "../../shared/contract/fields.ts";
import type { Selectable, Transaction } from "kysely";
import { type Scope, SCOPES } from "../../shared/scopes.ts";
import type { Db } from "../database/database.ts";
import type { ScriptTokensTable, Tables } from "../database/tables.ts";
import { cutPage, type Page, readCursor, rowsToFetch } from "../http/paging.ts";
import { DAY, timestampAfter, timestampBefore } from "../database/timestamps.ts";

/** The scopes of a stored script token; `undefined` for one without. */
export function parseScopes({ scopes }: Pick<ScriptTokensTable, "scopes">): Scope[] | undefined {
  const names = scopes?.split(" ");
  return names && SCOPES.filter((scope) => names.includes(scope));
}

/** Adds a script token. */
export async function addScriptToken(
  tx: Transaction<Tables>,
  token: ScriptTokensTable,
): Promise<void> {
  await tx.insertInto("script_tokens").values(token).execute();
}

/** The script tokens of an account that have not ended, newest first, a page at a time. */
export async function listOpenTokens(
  db: Db,
  { accountId, now, ...page }: PageQuery & { readonly accountId: string; readonly now: Date },
): Promise<Page<Selectable<ScriptTokensTable>>> {
  const before = readCursor(page, 1);
  let open = selectOpenTokens(db, accountId, now);
  if (before) open = open.where("id", "<", before[0]!);
  const rows = await open.orderBy("id", "desc").limit(rowsToFetch(page)).execute();
  return cutPage(rows, page, ({ id }) => [id]);
}

/** How many script tokens of an account have not ended. */
export async function countOpenTokens(db: Db, accountId: string, now: Date): Promise<number> {
  return (await selectOpenTokens(db, accountId, now).clearSelect().select("id").execute()).length;
}

function selectOpenTokens(db: Db, accountId: string, now: Date) {
  return db.selectFrom("script_tokens").selectAll()
    .where("account_id", "=", accountId).where("expires_at", ">", now.toISOString());
}

/** The script token of a hash, expired or not. */
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

/** Renames a script token that has not ended, or changes when it ends. */
export async function changeScriptToken(
  tx: Transaction<Tables>,
  { id, account_id }: Pick<ScriptTokensTable, "id" | "account_id">,
  { name, expires_at, now }: {
    readonly name?: string;
    readonly expires_at?: string;
    readonly now: Date;
  },
): Promise<Selectable<ScriptTokensTable> | undefined> {
  const open = selectOpenTokens(tx, account_id, now).where("id", "=", id);
  const token = await open.executeTakeFirst();
  if (!token || (name === undefined && expires_at === undefined)) return token;
  await tx.updateTable("script_tokens").set({ name, expires_at }).where("id", "=", id).execute();
  return await open.executeTakeFirst();
}

/** The script tokens of all accounts that end within a time, in ms. */
export async function listEndingTokens(
  db: Db,
  now: Date,
  period: number,
): Promise<Pick<ScriptTokensTable, "id" | "account_id" | "prefix" | "expires_at">[]> {
  return await db.selectFrom("script_tokens").select(["id", "account_id", "prefix", "expires_at"])
    .where("expires_at", ">", now.toISOString())
    .where("expires_at", "<", timestampAfter(now, period)).orderBy("expires_at").execute();
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

/** Milliseconds for which an expired script token is kept, to say why it is refused. */
const ENDED_TOKEN_RETENTION = 90 * DAY;

/** Removes script tokens that ended long ago. */
export async function deleteEndedTokens(tx: Transaction<Tables>, now: Date): Promise<void> {
  const since = timestampBefore(now, ENDED_TOKEN_RETENTION);
  await tx.deleteFrom("script_tokens").where("expires_at", "<", since).execute();
}
