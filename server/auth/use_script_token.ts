import type { Endpoint } from "../../shared/endpoint.ts";
import { isOlder, MINUTE } from "../database/timestamps.ts";
import type { Deps } from "../http/deps.ts";
import type { ScriptCaller } from "../http/handler.ts";
import { Problem } from "../http/problem.ts";
import { findScriptToken, parseScopes, setLastUsedAt } from "./script_tokens.ts";
import { hashSecret } from "./secrets.ts";

/** What every script token begins with, so that scanners for leaked secrets know it. */
export const TOKEN_PREFIX = "circle_";

/** Milliseconds after a noted use in which further uses are not noted. */
const LAST_USED_INTERVAL = MINUTE;

/** The caller of a script token; refused where the token is unknown or has ended. */
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

/** Notes that a token was used. Where that cannot be written, the request goes on. */
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
 * Refuses a script token an endpoint that it was not made for. A token that is bound to one family
 * reaches only that family; every other one is not found.
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
