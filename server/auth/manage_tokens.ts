import type { Reply } from "../../shared/contract/mod.ts";
import { type ScriptToken, TOKEN_DAYS } from "../../shared/contract/tokens.ts";
import { newId } from "../database/ids.ts";
import type { ScriptTokensTable } from "../database/tables.ts";
import { DAY, timestampAfter } from "../database/timestamps.ts";
import type { Deps } from "../http/deps.ts";
import type { CheckedRequest } from "../http/handler.ts";
import type { Page } from "../http/paging.ts";
import { Problem } from "../http/problem.ts";
import type { AuthDeps } from "./deps.ts";
import { getOwnRole } from "./memberships.ts";
import { assertRecent } from "./reauthenticate.ts";
import {
  addScriptToken,
  changeScriptToken,
  countOpenTokens,
  deleteScriptToken,
  listOpenTokens,
  parseScopes,
} from "./script_tokens.ts";
import { hashSecret, newSecret } from "./secrets.ts";
import { TOKEN_PREFIX } from "./use_script_token.ts";

/** Letters of a token that are stored, to recognize a found one: 36 of its 256 random bits. */
const PREFIX_LENGTH = TOKEN_PREFIX.length + 6;

/** Script tokens that an account may have. */
const MAX_TOKENS = 50;

/** The caller's own script tokens, newest first. */
export async function listTokens(
  { db, now }: Deps,
  { caller: { accountId }, query }: CheckedRequest<"listTokens">,
): Promise<Page<ScriptToken>> {
  const { items, next } = await listOpenTokens(db, { ...query, accountId, now: now() });
  return { items: items.map(toScriptToken), next };
}

/** Creates a script token; this reply alone has the token itself. */
export async function createToken(
  deps: AuthDeps,
  request: CheckedRequest<"createToken">,
): Promise<Reply<"createToken">> {
  const { caller, body: { family }, log } = request;
  const { accountId } = caller;
  const token = TOKEN_PREFIX + newSecret(deps);
  const row = composeToken(deps, request, token);
  const add = () =>
    deps.transaction(async (tx) => {
      if (family !== undefined) await getOwnRole(tx, family, caller);
      const count = await countOpenTokens(tx, accountId, deps.now());
      if (count >= MAX_TOKENS) throw new Problem("too_many_tokens");
      await addScriptToken(tx, row);
    });
  await deps.mutex(add); // concurrent transactions would only make one another retry
  const made = toScriptToken(row);
  const { id: token_id, read_only } = made;
  log.info("script token made", { account_id: accountId, token_id, family_id: family, read_only });
  return { ...made, token };
}

function composeToken(
  deps: Deps,
  { caller, body }: CheckedRequest<"createToken">,
  token: string,
): ScriptTokensTable {
  const { name, family = null, read_only = false, scopes, expires_in_days = TOKEN_DAYS.usual } =
    body;
  const now = deps.now();
  return {
    id: newId(deps),
    account_id: caller.accountId,
    family_id: family,
    hash: hashSecret(token),
    prefix: token.slice(0, PREFIX_LENGTH),
    name,
    read_only: read_only ? 1 : 0,
    scopes: scopes?.join(" ") ?? null,
    created_at: now.toISOString(),
    expires_at: timestampAfter(now, expires_in_days * DAY),
    last_used_at: null,
  };
}

/** Renames a script token, or changes when it ends. */
export async function updateToken(
  { transaction, now }: Deps,
  { caller, params: { token_id }, body, log }: CheckedRequest<"updateToken">,
): Promise<Reply<"updateToken">> {
  const { name, expires_in_days: days } = body;
  if (days !== undefined) assertRecent(caller, now());
  const expires_at = days === undefined ? undefined : timestampAfter(now(), days * DAY);
  const row = await transaction((tx) =>
    changeScriptToken(
      tx,
      { id: token_id, account_id: caller.accountId },
      { name, expires_at, now: now() },
    )
  );
  if (!row) throw new Problem("not_found");
  log.info("script token changed", { account_id: caller.accountId, token_id, expires_at });
  return toScriptToken(row);
}

/** Revokes a script token: it is refused from the next request on. */
export async function revokeToken(
  { transaction }: Deps,
  { caller, params, log }: CheckedRequest<"revokeToken">,
): Promise<undefined> {
  const { accountId } = caller;
  await transaction(async (tx) => {
    const isRevoked = await deleteScriptToken(tx, accountId, params.token_id);
    if (!isRevoked) throw new Problem("not_found"); // rolls the transaction back
  });
  log.info("script token revoked", { account_id: accountId, token_id: params.token_id });
}

function toScriptToken(row: ScriptTokensTable): ScriptToken {
  const { id, name, prefix, family_id, read_only, created_at, expires_at, last_used_at } = row;
  return {
    id,
    name,
    prefix,
    family: family_id,
    read_only: read_only === 1,
    scopes: parseScopes(row) ?? null,
    created_at,
    expires_at,
    last_used_at,
  };
}
