import type { Endpoint } from "../../shared/endpoint.ts";
import { isOlder, MINUTE } from "../database/timestamps.ts";
import type { Deps } from "../http/deps.ts";
import type { ScriptCaller } from "../http/handler.ts";
import { Problem } from "../http/problem.ts";
import { findScriptToken, parseScopes, setLastUsedAt } from "./script_tokens.ts";
import { hashSecret } from "./secrets.ts";

/** Prefix of every script token, so that secret scanners recognize it. */
export const TOKEN_PREFIX = "circle_";

/** Milliseconds between two notes of a token's use. */
const LAST_USED_INTERVAL = MINUTE;

/** The caller of a script token; throws a `Problem` if the token is unknown or has ended. */
export async function readScriptToken(deps: Deps, token: string): Promise<ScriptCaller> {
  const row = await findScriptToken(deps.db, hashSecret(token));
  const now = deps.now();
  if (!row) throw new Problem("invalid_token");
  if (row.expires_at <= now.toISOString()) throw hasEnded(row.expires_at);
  if (row.last_used_at === null || isOlder(row.last_used_at, LAST_USED_INTERVAL, now)) {
    await noteUse(deps, row.id);
  }
  return {
    kind: "script",
    accountId: row.account_id,
    tokenId: row.id,
    isReadOnly: row.read_only === 1,
    familyId: row.family_id ?? undefined,
    scopes: parseScopes(row),
  };
}

/** The holder of a token may know why it is refused. */
function hasEnded(expiresAt: string): Problem {
  const detail = `This script token ended on ${expiresAt.slice(0, 10)}. ` +
    "Make another one: circle token create NAME";
  return new Problem("invalid_token", { detail });
}

/** Notes that a token was used. If that cannot be written, the request goes on. */
async function noteUse({ transaction, now, log }: Deps, tokenId: string): Promise<void> {
  try {
    await transaction((tx) => setLastUsedAt(tx, tokenId, now()));
  } catch (error) {
    log.warn("use of a script token could not be noted", {
      token_id: tokenId,
      error: (error as Error).message,
    });
  }
}

/**
 * Throws a `Problem` if an endpoint is not open to a script token. For a token that is bound to one
 * family every other family is not found.
 */
export function refuseBeyondScope(
  caller: ScriptCaller,
  endpoint: Endpoint,
  familyId: string | undefined,
): void {
  const isAllowed = endpoint.access === "account" &&
    !(caller.isReadOnly && endpoint.method !== "GET");
  if (!isAllowed) throw new Problem("insufficient_scope");
  if (caller.scopes && !endpoint.scopes?.some((scope) => caller.scopes?.includes(scope))) {
    throw new Problem("insufficient_scope");
  }
  if (caller.familyId === undefined || endpoint.familyScope) return;
  if (familyId === undefined) throw new Problem("insufficient_scope");
  if (familyId !== caller.familyId) throw new Problem("not_found");
}
