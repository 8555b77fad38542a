import { ACCESS_TOKEN_SECONDS, type TokenResponse } from "../../shared/contract/sessions.ts";
import { newId } from "../database/ids.ts";
import type { RequestSource } from "../http/handler.ts";
import type { AccessClaims } from "./verified_tokens.ts";
import { type Account, hasPasswordHash } from "./accounts.ts";
import type { AuthDeps } from "./deps.ts";
import { hashSecret, newSecret } from "./secrets.ts";
import { addSession, endExcessSessions } from "./sessions.ts";

/** Whose session it is, by an account whose password was right, and on which device. */
interface SessionStart {
  readonly account: Pick<Account, "id" | "password_hash">;
  readonly client: RequestSource;
}

/** A session that has begun, and the tokens for it. */
interface StartedSession {
  readonly sessionId: string;
  readonly tokens: TokenResponse;
}

/**
 * Starts a session of an account on one device. Returns `undefined` where the account was deleted
 * or got another password meanwhile: that has ended every session before it.
 */
export async function startSession(
  deps: AuthDeps,
  { account: { id: accountId, password_hash }, client }: SessionStart,
): Promise<StartedSession | undefined> {
  const sessionId = newId(deps);
  const refreshToken = newSecret(deps);
  const now = deps.now().toISOString();
  const hasStarted = await deps.transaction(async (tx) => {
    if (!await hasPasswordHash(tx, accountId, password_hash)) return false;
    await addSession(tx, {
      id: sessionId,
      account_id: accountId,
      device: client.userAgent,
      address: client.address,
      created_at: now,
      last_used_at: now,
      authenticated_at: now,
      refresh_hash: hashSecret(refreshToken),
      refresh_salt: null,
      previous_salt: null,
    });
    return true;
  });
  if (!hasStarted) return undefined;
  await endExcessSessions(deps, accountId);
  return { sessionId, tokens: await composeTokens(deps, { accountId, sessionId }, refreshToken) };
}

/** The reply that hands out the tokens of a session. */
export async function composeTokens(
  { accessTokens }: AuthDeps,
  claims: AccessClaims,
  refreshToken: string,
): Promise<TokenResponse> {
  return {
    access_token: await accessTokens.issue(claims),
    token_type: "bearer",
    expires_in: ACCESS_TOKEN_SECONDS,
    refresh_token: refreshToken,
  };
}
