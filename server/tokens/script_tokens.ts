import type { ScriptToken } from "../../shared/contract/tokens.ts";
import { TOKEN_DAYS } from "../../shared/contract/tokens.ts";
import type { Reply } from "../../shared/contract/mod.ts";
import type { Selectable } from "kysely";
import type { Db } from "../database/database.ts";
import type { ScriptTokensTable } from "../database/tables.ts";
import type { CheckedRequest } from "../handler.ts";
import { newId } from "../ids.ts";
import { getOwnRole } from "../members/members.ts";
import { cutPage, type Page, readCursor, rowsToFetch } from "../paging.ts";
import { Problem } from "../problem.ts";
import { hashSecret, newSecret } from "../secrets.ts";
import type { Services } from "../services.ts";
import { isSessionOpen } from "../sessions/sessions.ts";

/** What every script token begins with, so that scanners for leaked secrets know it. */
export const TOKEN_PREFIX = "circle_";

/** Script tokens that an account may have. */
const MAX_TOKENS = 50;

const DAY = 24 * 60 * 60 * 1000;

/** One's own script tokens, the newest first. */
export async function listTokens(
  { db, now }: Services,
  { caller, query }: CheckedRequest<"listTokens">,
): Promise<Page<ScriptToken>> {
  const before = readCursor(query, 1);
  let own = selectTokens(db, caller.accountId, now());
  if (before) own = own.where("id", "<", before[0]!);
  const rows = await own.orderBy("id", "desc").limit(rowsToFetch(query)).execute();
  const { items, next } = cutPage(rows, query, ({ id }) => [id]);
  return { items: items.map(toScriptToken), next };
}

/** Makes a script token; it is told this once. */
export async function createToken(
  services: Services,
  { caller, body, log }: CheckedRequest<"createToken">,
): Promise<Reply<"createToken">> {
  const { name, family, read_only = false, expires_in_days = TOKEN_DAYS.usual } = body;
  const token = TOKEN_PREFIX + newSecret(services);
  const now = services.now();
  const row = {
    id: newId(services),
    account_id: caller.accountId,
    family_id: family ?? null,
    hash: hashSecret(token),
    name,
    read_only: read_only ? 1 : 0,
    created_at: now.toISOString(),
    expires_at: new Date(now.getTime() + expires_in_days * DAY).toISOString(),
    last_used_at: null,
  };
  await services.transact(async (tx) => {
    // Whatever has just ended this session, such as a reset of the password, ends this as well.
    if (!await isSessionOpen(tx, caller, now)) throw new Problem("invalid_token");
    if (family !== undefined) await getOwnRole(tx, family, caller);
    const own = await selectTokens(tx, caller.accountId, now).execute();
    if (own.length >= MAX_TOKENS) throw new Problem("too_many_tokens");
    await tx.insertInto("script_tokens").values(row).execute();
  });
  log.info("script token made", {
    account_id: caller.accountId,
    token_id: row.id,
    family_id: family,
    read_only,
  });
  return { ...toScriptToken(row), token };
}

/** Revokes a script token: it is refused from the next request on. */
export async function revokeToken(
  { transact }: Services,
  { caller, params, log }: CheckedRequest<"revokeToken">,
): Promise<undefined> {
  await transact(async (tx) => {
    const { numDeletedRows } = await tx.deleteFrom("script_tokens")
      .where("account_id", "=", caller.accountId).where("id", "=", params.token_id)
      .executeTakeFirst();
    if (numDeletedRows === 0n) throw new Problem("not_found");
  });
  log.info("script token revoked", { account_id: caller.accountId, token_id: params.token_id });
}

/** The script tokens of an account that have not ended. */
function selectTokens(db: Db, accountId: string, now: Date) {
  return db.selectFrom("script_tokens").selectAll()
    .where("account_id", "=", accountId).where("expires_at", ">", now.toISOString());
}

function toScriptToken(row: Selectable<ScriptTokensTable>): ScriptToken {
  const { id, name, family_id, read_only, created_at, expires_at, last_used_at } = row;
  return {
    id,
    name,
    family: family_id,
    read_only: read_only === 1,
    created_at,
    expires_at,
    last_used_at,
  };
}
