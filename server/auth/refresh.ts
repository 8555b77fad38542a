import type { Reply } from "../../shared/contract/mod.ts";
import type { Transaction } from "kysely";
import type { Tables } from "../database/tables.ts";
import type { CheckedRequest, RequestSource } from "../http/handler.ts";
import { Problem } from "../http/problem.ts";
import type { AuthDeps } from "./deps.ts";
import {
  formatRefreshToken,
  hashRefreshToken,
  parseRefreshToken,
  rankRefreshToken,
  type RefreshToken,
} from "./refresh_tokens.ts";
import { newSecret } from "./secrets.ts";
import { hasEnded } from "./session_rules.ts";
import { endSessions, findSessionToRefresh, replaceRefreshToken } from "./sessions.ts";
import { composeTokens } from "./start_session.ts";

/**
 * Rotates the refresh token of a session (RFC 9700 §4.14.2). Until the new token is used, the one
 * before it gets the new one again: the reply may have been lost. An older one ends the session. A
 * refresh token has 256 random bits, so a wrong one is no failed attempt.
 */
export async function refresh(
  deps: AuthDeps,
  { body, client, log }: CheckedRequest<"refresh">,
): Promise<Reply<"refresh">> {
  const token = parseRefreshToken(body.refresh_token);
  // Looked up before the transaction, so that unknown tokens do not wait for the write lock.
  const isKnown = await findSessionToRefresh(deps.db, hashRefreshToken(token)) !== undefined;
  const outcome = isKnown && await deps.transaction((tx) => rotate(deps, tx, { token, client }));
  if (!outcome) throw new Problem("invalid_token");
  const { accountId, sessionId } = outcome;
  if (outcome.kind === "ended") {
    const { reason } = outcome;
    log.warn("session ended", { account_id: accountId, session_id: sessionId, reason });
    throw new Problem("invalid_token");
  }
  return await composeTokens(deps, { accountId, sessionId }, outcome.refreshToken);
}

/** What became of the session of a refresh token. */
type Outcome =
  & { readonly accountId: string; readonly sessionId: string }
  & (
    | { readonly kind: "continued"; readonly refreshToken: string }
    | { readonly kind: "ended"; readonly reason: string }
  );

async function rotate(
  deps: AuthDeps,
  tx: Transaction<Tables>,
  { token, client }: { readonly token: RefreshToken; readonly client: RequestSource },
): Promise<Outcome | undefined> {
  const session = await findSessionToRefresh(tx, hashRefreshToken(token));
  if (!session) return undefined;
  const { id: sessionId, account_id: accountId } = session;
  const now = deps.now();
  const rank = rankRefreshToken(token, session);
  const isOver = hasEnded(session, now);
  if (isOver || rank === "older") {
    await endSessions(tx, accountId, { only: sessionId });
    const reason = isOver ? "too old" : "refresh token came back";
    return { kind: "ended", accountId, sessionId, reason };
  }
  let salt = session.refresh_salt;
  if (rank === "current") {
    salt = newSecret(deps);
    await replaceRefreshToken(tx, session, { salt, address: client.address, now });
  }
  const refreshToken = formatRefreshToken(token.secret, salt);
  return { kind: "continued", accountId, sessionId, refreshToken };
}
