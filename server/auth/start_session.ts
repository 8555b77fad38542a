import { ACCESS_TOKEN_SECONDS, type TokenResponse } from "../../shared/contract/sessions.ts";
import type { Transaction } from "kysely";
import { newId } from "../database/ids.ts";
import type { Tables } from "../database/tables.ts";
import type { Deps } from "../http/deps.ts";
import type { RequestSource } from "../http/handler.ts";
import type { AccessClaims } from "./verified_tokens.ts";
import { type Account, hasPasswordHash } from "./accounts.ts";
import type { AuthDeps } from "./deps.ts";
import { hashSecret, newSecret } from "./secrets.ts";
import { addSession, endExcessSessions } from "./sessions.ts";

/** The account of a new session, with the hash that its password matched, and the device. */
export interface SessionStart {
  readonly account: Pick<Account, "id" | "password_hash">;
  readonly client: RequestSource;
}

/** A new session with its tokens. */
interface StartedSession {
  readonly sessionId: string;
  readonly tokens: TokenResponse;
}

/**
 * Starts a session of an account on one device. Returns `undefined` if the account was deleted or
 * its password changed meanwhile, which ended all its sessions.
 */
export async function startSession(
  deps: AuthDeps,
  start: SessionStart,
): Promise<StartedSession | undefined> {
  const refreshToken = newSecret(deps);
  const sessionId = await openSession(deps, start, { refreshHash: hashSecret(refreshToken) });
  if (sessionId === undefined) return undefined;
  const claims = { accountId: start.account.id, sessionId };
  return { sessionId, tokens: await composeTokens(deps, claims, refreshToken) };
}

/** The credentials of a new session. */
interface SessionSecret {
  /** Hash of the secret of its refresh tokens. */
  readonly refreshHash: string;
  /** Adds another credential, in the same transaction. */
  readonly addCredential?: (tx: Transaction<Tables>, sessionId: string) => Promise<void>;
}

/** Opens a session and returns its id, or `undefined` as `startSession` does. */
export async function openSession(
  deps: Deps,
  { account: { id: accountId, password_hash }, client }: SessionStart,
  { refreshHash, addCredential }: SessionSecret,
): Promise<string | undefined> {
  const sessionId = newId(deps);
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
      refresh_hash: refreshHash,
      refresh_salt: null,
      previous_salt: null,
    });
    await addCredential?.(tx, sessionId);
    return true;
  });
  if (!hasStarted) return undefined;
  await endExcessSessions(deps, accountId);
  return sessionId;
}

/** The reply with the tokens of a session. */
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
