import type { Reply } from "../../shared/contract/mod.ts";
import type { Transaction } from "kysely";
import { emailKey, getAccount, hasPasswordHash, setEmail } from "../auth/accounts.ts";
import type { AuthDeps } from "../auth/deps.ts";
import { recordFailedAttempt } from "../auth/rate_limiter.ts";
import { reauthenticate } from "../auth/reauthenticate.ts";
import type { Tables } from "../database/tables.ts";
import { addToLog } from "../families/family_log.ts";
import { listFamilyIds } from "../families/members.ts";
import type { CheckedRequest } from "../http/handler.ts";
import { Problem } from "../http/problem.ts";
import { getProfileOf } from "./profiles.ts";

/** Changes the email that one logs in with; sessions and tokens go on. */
export async function changeEmail(
  deps: AuthDeps,
  { caller, body: { email, password }, log }: CheckedRequest<"changeEmail">,
): Promise<Reply<"changeEmail">> {
  const { accountId } = caller;
  const account = await getAccount(deps.db, accountId);
  await reauthenticate(deps, account, password);
  const profile = await unlessTaken(deps, (tx) => change(tx));
  if (!profile) {
    // The answer reveals that the email has an account.
    await recordFailedAttempt(deps, { accountId });
    throw new Problem("email_taken");
  }
  log.info("email changed", { account_id: accountId });
  return profile;

  async function change(tx: Transaction<Tables>): Promise<Reply<"changeEmail">> {
    // The password may have changed while it was being verified.
    const isCurrent = await hasPasswordHash(tx, accountId, account.password_hash);
    if (!isCurrent) throw new Problem("wrong_password");
    await setEmail(tx, accountId, email);
    if (emailKey(email) !== account.email_key) await tellFamilies(deps, tx, accountId);
    return await getProfileOf(tx, caller, deps.now());
  }
}

/** Runs a change of an email; returns `undefined` if another account has it. */
async function unlessTaken<T>(
  { transaction, readFailure }: AuthDeps,
  change: (tx: Transaction<Tables>) => Promise<T>,
): Promise<T | undefined> {
  try {
    return await transaction(change);
  } catch (error) {
    if (readFailure(error) === "duplicate") return undefined;
    throw error;
  }
}

/** Notes the change in the logs of the account's families, without the address. */
async function tellFamilies(
  deps: AuthDeps,
  tx: Transaction<Tables>,
  accountId: string,
): Promise<void> {
  const people = { actorId: accountId, memberId: accountId };
  for (const familyId of await listFamilyIds(tx, accountId)) {
    await addToLog(deps, tx, { familyId, event: "email_changed", ...people });
  }
}
