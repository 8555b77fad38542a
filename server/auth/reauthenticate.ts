import { RECENT_MINUTES } from "../../shared/endpoint.ts";
import { MINUTE } from "../database/timestamps.ts";
import type { Caller } from "../http/handler.ts";
import { Problem } from "../http/problem.ts";
import type { Account } from "./accounts.ts";
import type { AuthDeps } from "./deps.ts";
import { assertNotLimited, recordAttempt } from "./rate_limiter.ts";

/**
 * Checks the password that is entered again in an open session. Its failed attempts are counted
 * apart from those of logins, so that strangers cannot block it.
 */
export async function reauthenticate(
  deps: AuthDeps,
  { id: accountId, password_hash }: Account,
  password: string,
): Promise<void> {
  const attempt = { accountId };
  await assertNotLimited(deps, attempt);
  const isRight = await deps.passwordHasher.verify(password, password_hash);
  await recordAttempt(deps, attempt, isRight);
  if (!isRight) throw new Problem("wrong_password");
}

/** Refuses a script token, and a session whose password was not entered recently. */
export function assertRecent(caller: Caller, now: Date): void {
  if (caller.kind === "script") throw new Problem("insufficient_scope");
  if (!isRecent(caller.authenticatedAt, now)) throw new Problem("recent_login_required");
}

/** Milliseconds that a time may lie ahead: the clocks of several servers differ. */
const CLOCK_TOLERANCE = MINUTE;

/** Whether a password was entered recently enough. */
export function isRecent(authenticatedAt: string | undefined, now: Date): boolean {
  if (authenticatedAt === undefined) return false;
  const age = now.getTime() - Date.parse(authenticatedAt);
  return age >= -CLOCK_TOLERANCE && age <= RECENT_MINUTES * MINUTE;
}
