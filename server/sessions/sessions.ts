import type { Transaction } from "kysely";
import { ACCESS_TOKEN_SECONDS, type SignedIn } from "../../shared/contract/sessions.ts";
import type { Db } from "../database/database.ts";
import type { Tables } from "../database/tables.ts";
import type { Client } from "../handler.ts";
import { newId } from "../ids.ts";
import { hashSecret, newSecret } from "../secrets.ts";
import type { Services } from "../services.ts";
import type { AccessClaims } from "./access_tokens.ts";

const DAY = 24 * 60 * 60 * 1000;

/** Milliseconds after which a session ends that nobody uses. */
export const LONGEST_REST = 30 * DAY;

/** Milliseconds after which a session ends in any case. */
const LONGEST_SESSION = 365 * DAY;

/** Whose session it is, and on which device. */
export interface SessionStart {
  readonly accountId: string;
  readonly client: Client;
}

/** Starts a session of an account on one device. */
export async function startSession(
  services: Services,
  { accountId, client }: SessionStart,
): Promise<{ readonly sessionId: string; readonly signedIn: SignedIn }> {
  const sessionId = newId(services);
  const refreshToken = newSecret(services);
  const now = services.now().toISOString();
  const session = {
    id: sessionId,
    account_id: accountId,
    device: client.userAgent,
    address: client.address,
  };
  await services.transact(async (tx) => {
    await tx.insertInto("sessions").values({ ...session, created_at: now, last_used_at: now })
      .execute();
    await tx.insertInto("refresh_tokens").values({
      hash: hashSecret(refreshToken),
      session_id: sessionId,
      created_at: now,
      replaced_at: null,
      successor_salt: null,
    }).execute();
  });
  return { sessionId, signedIn: await signIn(services, { accountId, sessionId }, refreshToken) };
}

/** The reply that hands out the tokens of a session. */
export async function signIn(
  { accessTokens }: Services,
  claims: AccessClaims,
  refreshToken: string,
): Promise<SignedIn> {
  return {
    access_token: await accessTokens.issue(claims),
    token_type: "bearer",
    expires_in: ACCESS_TOKEN_SECONDS,
    refresh_token: refreshToken,
  };
}

/** Whether a session goes on: neither it nor its account has ended. */
export async function isSessionOpen(
  db: Db,
  { accountId, sessionId }: AccessClaims,
): Promise<boolean> {
  const session = await db.selectFrom("sessions").select("account_id").where("id", "=", sessionId)
    .executeTakeFirst();
  return session?.account_id === accountId;
}

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
  const { oldestUse, oldestStart } = endOfLife(now);
  return last_used_at < oldestUse || created_at < oldestStart;
}

/** Removes sessions that have come to their end by themselves. */
export async function forgetEndedSessions(tx: Transaction<Tables>, now: Date): Promise<void> {
  const { oldestUse, oldestStart } = endOfLife(now);
  await tx.deleteFrom("sessions")
    .where(({ eb, or }) =>
      or([eb("last_used_at", "<", oldestUse), eb("created_at", "<", oldestStart)])
    )
    .execute();
}

/** Since when a session must have been used, and have begun, to go on. */
function endOfLife(now: Date) {
  return {
    oldestUse: new Date(now.getTime() - LONGEST_REST).toISOString(),
    oldestStart: new Date(now.getTime() - LONGEST_SESSION).toISOString(),
  };
}
