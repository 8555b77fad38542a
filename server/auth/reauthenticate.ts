import { Problem } from "../http/problem.ts";
import type { Account } from "./accounts.ts";
import type { AuthDeps } from "./deps.ts";
import { assertNotLimited, recordAttempt } from "./rate_limiter.ts";

/**
 * Checks the password that is entered again in an open session. Its failed attempts are counted
 * apart from those of logins, so that attempts of strangers cannot keep the owner from it.
 */
export async function reauthenticate(
  deps: AuthDeps,
  { id: accountId, password_hash }: Account,
  password: string,
): Promise<void> {
  const attempt = { accountId };
  await assertNotLimited(deps, attempt);
  const isRight = await deps.passwords.verify(password, password_hash);
  await recordAttempt(deps, attempt, isRight);
  if (!isRight) throw new Problem("wrong_password");
}
