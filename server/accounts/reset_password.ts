import type { Transaction } from "kysely";
import type { Db } from "../database/database.ts";
import type { Tables } from "../database/tables.ts";
import { addToLog } from "../families/family_log.ts";
import { assertNotLimited, clearFailedAttempts, recordAttempt } from "../auth/rate_limiter.ts";
import type { CheckedRequest } from "../http/handler.ts";
import { mayResetPassword } from "../families/create_reset_code.ts";
import { Problem } from "../http/problem.ts";
import type { AuthDeps } from "../auth/deps.ts";
import { endSessions } from "../auth/sessions.ts";
import { type Account, getAccount } from "../auth/accounts.ts";
import { hashNewPassword } from "../auth/new_password.ts";
import { findReset } from "../auth/password_resets.ts";

/** Sets a new password by a reset code; every session and script token of the account ends. */
export async function resetPassword(
  deps: AuthDeps,
  { body: { code, new_password: password }, client, log }: CheckedRequest<"resetPassword">,
): Promise<undefined> {
  const attempt = { address: client.address };
  await assertNotLimited(deps, attempt);
  await recordAttempt(deps, attempt, await findReset(deps.db, code) !== undefined);
  const { account: owner, makerId } = await getOpenReset(deps.db, code, deps.now());
  const passwordHash = await hashNewPassword(deps, { password, owner, field: "new_password" });
  await deps.transaction((tx) => useCode(deps, tx, { code, passwordHash }));
  log.info("password reset", { account_id: owner.id, maker_id: makerId });
}

/** A reset code that may be used, and for what. */
interface OpenReset {
  readonly id: string;
  readonly account: Account;
  readonly familyId: string | null;
  readonly makerId: string | null;
}

/** What a code resets as long as it does; otherwise a refusal that says why. */
async function getOpenReset(db: Db, code: string, now: Date): Promise<OpenReset> {
  const reset = await findReset(db, code);
  if (!reset) {
    throw new Problem("not_found", {
      detail: "There is no such reset code. Check how it is written.",
    });
  }
  const { id, account_id: accountId, family_id: familyId, maker_id: makerId } = reset;
  const isOpen = reset.used_at === null && reset.expires_at > now.toISOString();
  const isAllowed = familyId === null || // made on the server itself
    makerId !== null && await mayResetPassword(db, { familyId, makerId, accountId });
  if (!isOpen || !isAllowed) throw new Problem("reset_expired");
  return { id, account: await getAccount(db, accountId), familyId, makerId };
}

async function useCode(
  deps: AuthDeps,
  tx: Transaction<Tables>,
  { code, passwordHash }: { readonly code: string; readonly passwordHash: string },
): Promise<void> {
  const now = deps.now();
  const { id, account: { id: accountId, email }, familyId } = await getOpenReset(tx, code, now);
  await tx.updateTable("password_resets").set({ used_at: now.toISOString() }).where("id", "=", id)
    .execute();
  await tx.updateTable("accounts").set({ password_hash: passwordHash })
    .where("id", "=", accountId).execute();
  await endSessions(tx, accountId, {});
  await tx.deleteFrom("script_tokens").where("account_id", "=", accountId).execute();
  await clearFailedAttempts(tx, email); // who forgot the password has often guessed it many times
  if (familyId !== null) {
    await addToLog(deps, tx, {
      familyId,
      event: "password_reset",
      actorId: accountId,
      memberId: accountId,
    });
  }
}
