import type { Endpoint } from "../../shared/endpoint.ts";
import type { Db } from "../database/database.ts";
import type { ScriptCaller } from "../http/handler.ts";
import { Problem } from "../http/problem.ts";
import { hashSecret } from "./secrets.ts";
import type { Deps } from "../http/deps.ts";

/** Milliseconds within which a token that is used again is not noted down again. */
const NOTE_EVERY = 60_000;

/** Who a script token speaks for; refused where it is unknown or has ended. */
export async function readScriptToken(deps: Deps, token: string): Promise<ScriptCaller> {
  const row = await deps.db.selectFrom("script_tokens")
    .select(["id", "account_id", "family_id", "read_only", "expires_at", "last_used_at"])
    .where("hash", "=", hashSecret(token)).executeTakeFirst();
  const now = deps.now();
  if (!row || row.expires_at <= now.toISOString()) throw new Problem("invalid_token");
  if (row.last_used_at === null || now.getTime() - Date.parse(row.last_used_at) > NOTE_EVERY) {
    await noteUse(deps, row.id);
  }
  return {
    kind: "script",
    accountId: row.account_id,
    tokenId: row.id,
    isReadOnly: row.read_only === 1,
    familyId: row.family_id ?? undefined,
  };
}

/** Notes that a token was used. Where that cannot be written, what it is used for goes on. */
async function noteUse({ transaction, now, log }: Deps, id: string): Promise<void> {
  const last_used_at = now().toISOString();
  try {
    await transaction((tx) =>
      tx.updateTable("script_tokens").set({ last_used_at }).where("id", "=", id).execute()
    );
  } catch (error) {
    log.warn("use of a script token could not be noted", {
      token_id: id,
      error: (error as Error).message,
    });
  }
}

/** Whether a script token still exists and has not expired. */
export async function isTokenOpen(db: Db, tokenId: string, now: Date): Promise<boolean> {
  const row = await db.selectFrom("script_tokens").select("expires_at")
    .where("id", "=", tokenId).executeTakeFirst();
  return row !== undefined && row.expires_at > now.toISOString();
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
  if (caller.familyId === undefined || endpoint.familyScope) return;
  if (familyId === undefined) throw new Problem("insufficient_scope");
  if (familyId !== caller.familyId) throw new Problem("not_found");
}
