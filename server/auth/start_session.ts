import { ACCESS_TOKEN_SECONDS, type TokenResponse } from "../../shared/contract/sessions.ts";
import type { SessionOrigin } from "../../shared/contract/sessions.ts";
import type { Transaction } from "kysely";
import { newId } from "../database/ids.ts";
import type { Tables } from "../database/tables.ts";
import type { Deps } from "../http/deps.ts";
import type { RequestSource } from "../http/handler.ts";
import { isDisabled } from "./accounts.ts";
import type { AccessClaims } from "./verified_tokens.ts";
import type { AuthDeps } from "./deps.ts";
import { hashSecret, newSecret } from "./secrets.ts";
import { addSession, endExcessSessions } from "./sessions.ts";

/** Whose session begins, and how it came in. */
export interface Admission {
  readonly accountId: string;
  readonly via: SessionOrigin;
  /** The device that approved it. */
  readonly approvedBy?: string;
  /** The passkey that let it in. */
  readonly passkeyId?: string;
}

/** The device of a new session, and what lets it in. */
export interface SessionStart {
  readonly client: RequestSource;
  /**
   * Decides in the transaction of the new session. Returns `undefined` if what let it in has ended
   * meanwhile.
   */
  readonly admit: (tx: Transaction<Tables>) => Promise<Admission | undefined>;
}

/** A new session with its tokens. */
interface StartedSession extends AccessClaims {
  readonly tokens: TokenResponse;
}

/** Starts a session on one device; `undefined` if it is not let in, or its account is disabled. */
export async function startSession(
  deps: AuthDeps,
  start: SessionStart,
): Promise<StartedSession | undefined> {
  const refreshToken = newSecret(deps);
  const claims = await openSession(deps, start, { refreshHash: hashSecret(refreshToken) });
  if (!claims) return undefined;
  return { ...claims, tokens: await composeTokens(deps, claims, refreshToken) };
}

/** The credentials of a new session. */
interface SessionSecret {
  /** Hash of the secret of its refresh tokens. */
  readonly refreshHash: string;
  /** Adds another credential, in the same transaction. */
  readonly addCredential?: (tx: Transaction<Tables>, sessionId: string) => Promise<void>;
}

/** Opens a session; returns `undefined` as `startSession` does. */
export async function openSession(
  deps: Deps,
  { client, admit }: SessionStart,
  { refreshHash, addCredential }: SessionSecret,
): Promise<AccessClaims | undefined> {
  const sessionId = newId(deps);
  const now = deps.now().toISOString();
  const accountId = await deps.transaction(async (tx) => {
    const admission = await admit(tx);
    if (!admission || await isDisabled(tx, admission.accountId)) return undefined;
    const { accountId, via, approvedBy = null, passkeyId = null } = admission;
    await addSession(tx, {
      id: sessionId,
      account_id: accountId,
      device: client.userAgent,
      address: client.address,
      created_at: now,
      last_used_at: now,
      authenticated_at: via === "approval" ? "" : now,
      refresh_hash: refreshHash,
      refresh_salt: null,
      previous_salt: null,
      via,
      approved_by: approvedBy,
      passkey_id: passkeyId,
    });
    await addCredential?.(tx, sessionId);
    return accountId;
  });
  if (accountId === undefined) return undefined;
  await endExcessSessions(deps, accountId);
  return { accountId, sessionId };
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
