import type { Reply } from "../../shared/contract/mod.ts";
import type { Transaction } from "kysely";
import { type Account, emailKey, setEmail } from "../auth/accounts.ts";
import type { AuthDeps } from "../auth/deps.ts";
import { recordFailedAttempt } from "../auth/rate_limiter.ts";
import { actWithPassword } from "../auth/reauthenticate.ts";
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
  const profile = await unlessTaken(
    deps,
    () => actWithPassword(deps, { accountId, password }, change),
  );
  if (!profile) {
    // The answer reveals that the email has an account.
    await recordFailedAttempt(deps, { accountId });
    throw new Problem("email_taken");
  }
  log.info("email changed", { account_id: accountId });
  return profile;

  async function change(
    tx: Transaction<Tables>,
    { email_key }: Account,
  ): Promise<Reply<"changeEmail">> {
    await setEmail(tx, accountId, email);
    if (emailKey(email) !== email_key) await tellFamilies(deps, tx, accountId);
    return await getProfileOf(tx, caller, deps.now());
  }
}

/** Changes an email; returns `undefined` if another account has it. */
async function unlessTaken<T>(
  { readFailure }: AuthDeps,
  change: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await change();
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
