import type { Transaction } from "kysely";
import type { Reply } from "../../shared/contract/mod.ts";
import type { Db } from "../database/database.ts";
import type { Tables } from "../database/tables.ts";
import { recordFailedAttempt } from "./rate_limiter.ts";
import type { CheckedRequest, Client } from "../http/handler.ts";
import { Problem } from "../http/problem.ts";
import { hashSecret, newSecret } from "./secrets.ts";
import type { AuthDeps } from "./deps.ts";
import { isOlder, timestampBefore } from "../database/timestamps.ts";
import type { AccessClaims } from "./verified_tokens.ts";
import { addRefreshToken, successorOf } from "./refresh_tokens.ts";
import { hasEnded, SESSION_IDLE_TIMEOUT, signIn } from "./sessions.ts";

/** Milliseconds in which a replaced token still answers: a reply was lost, or two processes asked. */
const GRACE = 30_000;

/**
 * Goes on with a session. Its refresh token is replaced at each use (RFC 9700 §4.14.2); one that
 * comes back later was used by two, one of them a thief, so the session ends. Whoever has a token
 * is never made to wait for the wrong guesses of others: open sessions go on.
 */
export async function refresh(
  deps: AuthDeps,
  { body: { refresh_token: token }, client, log }: CheckedRequest<"refresh">,
): Promise<Reply<"refresh">> {
  const isKnown = await findToken(deps.db, token) !== undefined;
  const outcome = isKnown &&
    await deps.transaction((tx) => rotate(deps, tx, token, client));
  if (!outcome) {
    await recordFailedAttempt(deps, { address: client.address });
    throw new Problem("invalid_token");
  }
  const { accountId, sessionId } = outcome;
  if ("ended" in outcome) {
    log.warn("session ended", {
      account_id: accountId,
      session_id: sessionId,
      reason: outcome.ended,
    });
    throw new Problem("invalid_token");
  }
  return await signIn(deps, { accountId, sessionId }, outcome.token);
}

type Outcome = AccessClaims & ({ readonly token: string } | { readonly ended: string });

/** The current token of the session that a token belongs to; the session's end where it is misused. */
async function rotate(
  deps: AuthDeps,
  tx: Transaction<Tables>,
  token: string,
  client: Client,
): Promise<Outcome | undefined> {
  const now = deps.now();
  const known = await findToken(tx, token);
  if (!known) return undefined;
  const claims = { accountId: known.account_id, sessionId: known.session_id };
  const isReplay = known.replaced_at !== null && isOlder(known.replaced_at, GRACE, now);
  const isOver = hasEnded({
    last_used_at: known.last_used_at,
    created_at: known.session_created_at,
  }, now);
  if (isReplay || isOver) {
    await tx.deleteFrom("sessions").where("id", "=", known.session_id).execute();
    return { ...claims, ended: isOver ? "too old" : "refresh token came back" };
  }
  if (known.successor_salt !== null) {
    return { ...claims, token: await findCurrent(tx, successorOf(token, known.successor_salt)) };
  }
  const salt = newSecret(deps);
  await replaceToken(tx, token, { salt, sessionId: known.session_id, client, now });
  return { ...claims, token: successorOf(token, salt) };
}

/** Follows successors to the token that has none yet. */
async function findCurrent(tx: Transaction<Tables>, token: string): Promise<string> {
  const known = await findToken(tx, token);
  return known?.successor_salt
    ? await findCurrent(tx, successorOf(token, known.successor_salt))
    : token;
}

async function findToken(db: Db, token: string) {
  return await db.selectFrom("refresh_tokens").innerJoin(
    "sessions",
    "sessions.id",
    "refresh_tokens.session_id",
  )
    .select([
      "refresh_tokens.session_id",
      "refresh_tokens.replaced_at",
      "refresh_tokens.successor_salt",
      "sessions.account_id",
      "sessions.last_used_at",
      "sessions.created_at as session_created_at",
    ])
    .where("hash", "=", hashSecret(token)).executeTakeFirst();
}

interface Replacement {
  readonly salt: string;
  readonly sessionId: string;
  readonly client: Client;
  readonly now: Date;
}

async function replaceToken(
  tx: Transaction<Tables>,
  token: string,
  { salt, sessionId, client, now }: Replacement,
): Promise<void> {
  const time = now.toISOString();
  await tx.updateTable("refresh_tokens").set({ replaced_at: time, successor_salt: salt })
    .where("hash", "=", hashSecret(token)).execute();
  await addRefreshToken(tx, { token: successorOf(token, salt), sessionId, createdAt: time });
  await tx.updateTable("sessions").set({ last_used_at: time, address: client.address })
    .where("id", "=", sessionId).execute();
  // A token that old would find its session too old as well, had it not been used since.
  await tx.deleteFrom("refresh_tokens").where("session_id", "=", sessionId)
    .where("replaced_at", "<", timestampBefore(now, SESSION_IDLE_TIMEOUT)).execute();
}
