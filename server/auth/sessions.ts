import type { Transaction } from "kysely";
import { ACCESS_TOKEN_SECONDS, type TokenResponse } from "../../shared/contract/sessions.ts";
import type { Account } from "./accounts.ts";
import { preparedQuery } from "../database/prepared_query.ts";
import type { Db } from "../database/database.ts";
import type { Tables } from "../database/tables.ts";
import type { Client, SessionCaller } from "../http/handler.ts";
import { newId } from "../database/ids.ts";
import { newSecret } from "./secrets.ts";
import type { AuthDeps } from "./deps.ts";
import type { AccessClaims } from "./verified_tokens.ts";
import { DAY, isOlder, timestampBefore } from "../database/timestamps.ts";
import { addRefreshToken } from "./refresh_tokens.ts";

/** Milliseconds after which a session ends that nobody uses. */
export const SESSION_IDLE_TIMEOUT = 30 * DAY;

/** Milliseconds after which a session ends in any case. */
const SESSION_MAX_AGE = 365 * DAY;

/** Whose session it is, by an account whose password was right, and on which device. */
export interface SessionStart {
  readonly account: Pick<Account, "id" | "password_hash">;
  readonly client: Client;
}

/** A session that has begun, and the tokens for it. */
export interface StartedSession {
  readonly sessionId: string;
  readonly signedIn: TokenResponse;
}

/**
 * Starts a session of an account on one device; none where the account or its password is another
 * by now, since whoever changed that has ended every session before it.
 */
export async function startSession(
  deps: AuthDeps,
  { account: { id: accountId, password_hash }, client }: SessionStart,
): Promise<StartedSession | undefined> {
  const sessionId = newId(deps);
  const refreshToken = newSecret(deps);
  const now = deps.now().toISOString();
  const hasStarted = await deps.transaction(async (tx) => {
    const account = await tx.selectFrom("accounts").select("id")
      .where("id", "=", accountId).where("password_hash", "=", password_hash).executeTakeFirst();
    if (!account) return false;
    await tx.insertInto("sessions").values({
      id: sessionId,
      account_id: accountId,
      device: client.userAgent,
      address: client.address,
      created_at: now,
      last_used_at: now,
    }).execute();
    await addRefreshToken(tx, { token: refreshToken, sessionId, createdAt: now });
    return true;
  });
  if (!hasStarted) return undefined;
  return { sessionId, signedIn: await signIn(deps, { accountId, sessionId }, refreshToken) };
}

/** The reply that hands out the tokens of a session. */
export async function signIn(
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

/** The caller of a session that is open: neither it nor its account has ended. */
export async function findOpenSession(
  db: Db,
  { accountId, sessionId }: AccessClaims,
  now: Date,
): Promise<SessionCaller | undefined> {
  const [session] = await findSession(db, sessionId);
  if (session?.account_id !== accountId || hasEnded(session, now)) return undefined;
  return { kind: "session", accountId, sessionId };
}

const findSession = preparedQuery((db, id: string) =>
  db.selectFrom("sessions").select(["account_id", "created_at", "last_used_at"])
    .where("id", "=", id)
);

/** Which sessions of an account to end: one only, all except one, or all. */
export interface EndedSessions {
  readonly only?: string;
  readonly except?: string;
}

/** Ends sessions of an account, with their refresh tokens; returns how many. */
export async function endSessions(
  tx: Transaction<Tables>,
  accountId: string,
  { only, except }: EndedSessions,
): Promise<number> {
  let ended = tx.deleteFrom("sessions").where("account_id", "=", accountId);
  if (only !== undefined) ended = ended.where("id", "=", only);
  if (except !== undefined) ended = ended.where("id", "!=", except);
  return Number((await ended.executeTakeFirst()).numDeletedRows);
}

/** Whether a session has come to its end by itself. */
export function hasEnded(
  { created_at, last_used_at }: { readonly created_at: string; readonly last_used_at: string },
  now: Date,
): boolean {
  return isOlder(last_used_at, SESSION_IDLE_TIMEOUT, now) ||
    isOlder(created_at, SESSION_MAX_AGE, now);
}

/** Removes sessions that have come to their end by themselves. */
export async function deleteEndedSessions(tx: Transaction<Tables>, now: Date): Promise<void> {
  const { usedSince, begunSince } = oldestOpen(now);
  await tx.deleteFrom("sessions").where("last_used_at", "<", usedSince).execute();
  await tx.deleteFrom("sessions").where("created_at", "<", begunSince).execute();
}

/** The earliest that a session can have been used last, and have begun, to go on. */
export function oldestOpen(now: Date) {
  return {
    usedSince: timestampBefore(now, SESSION_IDLE_TIMEOUT),
    begunSince: timestampBefore(now, SESSION_MAX_AGE),
  };
}
