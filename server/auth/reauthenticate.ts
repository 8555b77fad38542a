import { assertNotLimited, recordAttempt } from "./rate_limiter.ts";
import { Problem } from "../http/problem.ts";
import type { AuthDeps } from "./deps.ts";
import type { Account } from "./accounts.ts";

/** A password that is asked again, and where the answer comes from. */
export interface Proof {
  readonly password: string;
  readonly address: string;
}

/** Refuses whoever is signed in but does not know the password. */
export async function reauthenticate(
  deps: AuthDeps,
  { email, password_hash }: Account,
  { password, address }: Proof,
): Promise<void> {
  const guess = { address, email };
  await assertNotLimited(deps, guess);
  const isRight = await deps.passwords.verify(password, password_hash, []);
  await recordAttempt(deps, guess, isRight);
  if (!isRight) throw new Problem("wrong_password");
}
