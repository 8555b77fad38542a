import { RECENT_MINUTES } from "../../shared/endpoint.ts";
import type { Transaction } from "kysely";
import type { Tables } from "../database/tables.ts";
import { MINUTE } from "../database/timestamps.ts";
import type { Caller } from "../http/handler.ts";
import { Problem } from "../http/problem.ts";
import { type Account, getAccount, hasPasswordHash } from "./accounts.ts";
import type { AuthDeps } from "./deps.ts";
import { assertNotLimited, recordAttempt } from "./rate_limiter.ts";

/** The password that is entered again in an open session. */
interface EnteredPassword {
  readonly accountId: string;
  readonly password: string;
}

/**
 * Checks a password, and then acts with the account. It is checked again if `assertSameHash` finds
 * that a login has stored another hash of it meanwhile.
 */
export async function reauthenticate<T>(
  deps: AuthDeps,
  { accountId, password }: EnteredPassword,
  act: (account: Account) => Promise<T>,
): Promise<T> {
  while (true) {
    const account = await getAccount(deps.db, accountId);
    await checkPassword(deps, account, password);
    try {
      return await act(account);
    } catch (error) {
      if (!(error instanceof OtherHashError)) throw error;
    }
  }
}

/** Acts after `reauthenticate` in a transaction in which the account still has the password. */
export async function actWithPassword<T>(
  deps: AuthDeps,
  entered: EnteredPassword,
  act: (tx: Transaction<Tables>, account: Account) => Promise<T>,
): Promise<T> {
  return await reauthenticate(
    deps,
    entered,
    (account) =>
      deps.transaction(async (tx) => {
        await assertSameHash(tx, account);
        return await act(tx, account);
      }),
  );
}

/** The hash of a password is not the one that it was checked against. */
class OtherHashError extends Error {}

/** Has `reauthenticate` check the password again if its hash has been replaced. */
export async function assertSameHash(
  tx: Transaction<Tables>,
  { id, password_hash }: Account,
): Promise<void> {
  if (!await hasPasswordHash(tx, id, password_hash)) throw new OtherHashError();
}

/** Failed attempts are counted apart from those of logins, so that strangers cannot block it. */
async function checkPassword(
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
