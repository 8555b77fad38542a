import type { Reply } from "../../shared/contract/mod.ts";
import type { PendingReset, TokenResponse } from "../../shared/contract/sessions.ts";
import type { Transaction } from "kysely";
import type { Tables } from "../database/tables.ts";
import {
  type Account,
  findAccountByEmail,
  hasPasswordHash,
  replacePasswordHash,
} from "./accounts.ts";
import { findPendingReset, findResetNotice, revokeOpenCodes } from "./password_resets.ts";
import { assertNotLimited, recordAttempt } from "./rate_limiter.ts";
import type { CheckedRequest } from "../http/handler.ts";
import { Problem } from "../http/problem.ts";
import type { AuthDeps } from "./deps.ts";
import { type Admission, type SessionStart, startSession } from "./start_session.ts";
import { formatCost } from "../config/password_cost.ts";
import { addPasswordCost, listPasswordCosts } from "./password_costs.ts";
import { NO_PASSWORD, readStoredHash } from "./stored_hash.ts";

/** Starts a session with tokens. */
export async function login(
  deps: AuthDeps,
  request: CheckedRequest<"login">,
): Promise<Reply<"login">> {
  const { session, notices } = await logInByPassword(deps, request, startSession);
  return { ...session.tokens, ...notices };
}

/** Starts a session, such as `startSession`. */
export type StartSession<S> = (deps: AuthDeps, start: SessionStart) => Promise<S | undefined>;

/** What a login reports to the person. */
export type LoginNotices = Pick<TokenResponse, "password_reset" | "cancelled_reset">;

/**
 * Starts a session if the password is right. An unknown email and a disabled account are handled
 * like a wrong password, so that neither the answer nor its time tells them apart.
 */
export async function logInByPassword<S extends { readonly sessionId: string }>(
  deps: AuthDeps,
  request: Pick<CheckedRequest<"login">, "body" | "client" | "log">,
  start: StartSession<S>,
): Promise<{ readonly session: S; readonly notices: LoginNotices }> {
  const { body, client, log } = request;
  const attempt = { address: client.address, email: body.email };
  await assertNotLimited(deps, attempt);
  const account = await findAccountByEmail(deps.db, body.email);
  const isVerified = await verifyPassword({ ...deps, log }, account, body.password);
  const isRight = isVerified && account?.disabled_at === null;
  await recordAttempt(deps, attempt, isRight);
  if (!account || !isRight) {
    const reason = account && account.disabled_at !== null ? "account disabled" : undefined;
    log.warn("login refused", { account_id: account?.id, reason });
    throw new Problem("wrong_credentials");
  }
  const session = await start(deps, { client, admit: (tx) => admit(tx, account) });
  if (!session) return await logInByPassword(deps, request, start); // the account changed: try again
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

/**
 * Lets a password in that has been verified. An account that was deleted, or got another password
 * meanwhile, has none of its sessions any more.
 */
async function admit(
  tx: Transaction<Tables>,
  { id: accountId, password_hash, password_by_code }: Account,
): Promise<Admission | undefined> {
  if (!await hasPasswordHash(tx, accountId, password_hash)) return undefined;
  return { accountId, via: password_by_code === 1 ? "recovery" : "password" };
}

/**
 * Whether a password is that of an account. The work is the same without an account, and for every
 * kind and cost of a hash, so that time does not reveal accounts.
 */
async function verifyPassword(
  deps: AuthDeps,
  account: Account | undefined,
  password: string,
): Promise<boolean> {
  const stored = account && readStoredHash(account.password_hash);
  if (account && !stored && account.password_hash !== NO_PASSWORD) {
    deps.log.error("password hash of an unknown kind: reset the password of this account", {
      account_id: account.id,
    });
  }
  if (stored) await addPasswordCost(deps, stored.cost); // writes only for a cost not seen before
  const costs = [formatCost(deps.config.passwordCost), ...await listPasswordCosts(deps.db)];
  return await deps.passwordHasher.verify(password, account?.password_hash, costs);
}

/** Cancels a delayed reset code: the person has just proved that they know the password. */
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

/** Rehashes a password whose hash is of another kind or has a lower cost than new ones. */
async function renewOutdatedHash(
  { passwordHasher, transaction }: AuthDeps,
  account: Account,
  password: string,
) {
  if (!passwordHasher.isOutdated(account.password_hash)) return;
  const hash = await passwordHasher.hash(password);
  await transaction((tx) => replacePasswordHash(tx, account, { hash }));
}
