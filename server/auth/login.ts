import type { Reply } from "../../shared/contract/mod.ts";
import type { PendingReset, TokenResponse } from "../../shared/contract/sessions.ts";
import { type Account, findAccountByEmail, replacePasswordHash } from "./accounts.ts";
import { findPendingReset, findResetNotice, revokeOpenCodes } from "./password_resets.ts";
import { assertNotLimited, recordAttempt } from "./rate_limiter.ts";
import type { CheckedRequest } from "../http/handler.ts";
import { Problem } from "../http/problem.ts";
import type { AuthDeps } from "./deps.ts";
import { type SessionStart, startSession } from "./start_session.ts";
import { verifyPassword } from "./verify_password.ts";

/** Starts a session with tokens. */
export async function login(
  deps: AuthDeps,
  request: CheckedRequest<"login">,
): Promise<Reply<"login">> {
  const { session, notices } = await logIn(deps, request, startSession);
  return { ...session.tokens, ...notices };
}

/** Starts a session in one of the ways that there are, as `startSession` does. */
type StartSession<S> = (deps: AuthDeps, start: SessionStart) => Promise<S | undefined>;

/** What the person is told who has just logged in. */
export type LoginNotices = Pick<TokenResponse, "password_reset" | "cancelled_reset">;

/**
 * Starts a session for who knows the password. An email without an account takes the same way as a
 * wrong password, so that neither the answer nor its time tells which it was.
 */
export async function logIn<S extends { readonly sessionId: string }>(
  deps: AuthDeps,
  request: Pick<CheckedRequest<"login">, "body" | "client" | "log">,
  start: StartSession<S>,
): Promise<{ readonly session: S; readonly notices: LoginNotices }> {
  const { body, client, log } = request;
  const attempt = { address: client.address, email: body.email };
  await assertNotLimited(deps, attempt);
  const account = await findAccountByEmail(deps.db, body.email);
  const isRight = await verifyPassword({ ...deps, log }, account, body.password);
  await recordAttempt(deps, attempt, isRight);
  if (!account || !isRight) {
    log.warn("login refused", { account_id: account?.id });
    throw new Problem("wrong_credentials");
  }
  const session = await start(deps, { account, client });
  if (!session) return await logIn(deps, request, start); // the password changed meanwhile: ask anew
  await renewOutdatedHash(deps, account, body.password);
  log.info("logged in", { account_id: account.id, session_id: session.sessionId });
  return {
    session,
    notices: {
      password_reset: await findResetNotice(deps.db, account.id, deps.now()),
      cancelled_reset: await cancelPendingReset({ ...deps, log }, account.id),
    },
  };
}

/** Cancels a delayed reset code: the person has just shown that they know the password. */
async function cancelPendingReset(
  { db, transaction, now, log }: AuthDeps,
  accountId: string,
): Promise<PendingReset | undefined> {
  const pending = await findPendingReset(db, accountId, now());
  if (!pending) return undefined;
  await transaction((tx) => revokeOpenCodes(tx, accountId));
  log.warn("reset code cancelled", { account_id: accountId });
  return pending;
}

/** Hashes a password anew whose hash was made at a lower cost; the person notices nothing. */
async function renewOutdatedHash(
  { passwords, transaction }: AuthDeps,
  account: Account,
  password: string,
) {
  if (!passwords.isOutdated(account.password_hash)) return;
  const newHash = await passwords.hash(password);
  await transaction((tx) => replacePasswordHash(tx, account, newHash));
}
