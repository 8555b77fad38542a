import type { Transaction } from "kysely";
import { type Account, getAccount, isDisabled, replacePasswordHash } from "../auth/accounts.ts";
import type { AuthDeps } from "../auth/deps.ts";
import { hashNewPassword } from "../auth/hash_new_password.ts";
import { deletePasskeysOf } from "../auth/passkeys.ts";
import { findReset, isDelayed, type ResetRow, setUsedAt } from "../auth/password_resets.ts";
import { assertNotLimited, clearFailedAttempts, recordAttempt } from "../auth/rate_limiter.ts";
import { deleteScriptTokens } from "../auth/script_tokens.ts";
import { endSessions } from "../auth/sessions.ts";
import type { Db } from "../database/database.ts";
import type { Tables } from "../database/tables.ts";
import { mayResetPassword } from "../families/create_reset_code.ts";
import { addToLog } from "../families/family_log.ts";
import type { CheckedRequest } from "../http/handler.ts";
import { Problem } from "../http/problem.ts";

/**
 * Sets a new password by a reset code; every session, script token and passkey of the account ends,
 * since others may have added some.
 */
export async function resetPassword(
  deps: AuthDeps,
  { body: { code, new_password: password }, client, log }: CheckedRequest<"resetPassword">,
): Promise<undefined> {
  const attempt = { address: client.address };
  await assertNotLimited(deps, attempt);
  await recordAttempt(deps, attempt, await findReset(deps.db, code) !== undefined);
  const { owner, reset } = await getUsableReset(deps.db, code, deps.now());
  const passwordHash = await hashNewPassword(deps, { password, owner, field: "new_password" });
  await deps.transaction((tx) => useCode(deps, tx, { code, passwordHash }));
  log.info("password reset", { account_id: owner.id, maker_id: reset.maker_id });
}

/** A reset code that may be used now, and the account that it is for. */
interface UsableReset {
  readonly reset: ResetRow;
  readonly owner: Account;
}

/** The reset code that somebody typed; throws a `Problem` that says why it does not work. */
async function getUsableReset(db: Db, code: string, now: Date): Promise<UsableReset> {
  const reset = await findReset(db, code);
  if (!reset) {
    throw new Problem("not_found", {
      detail: "There is no such reset code. Check how it is written.",
    });
  }
  const time = now.toISOString();
  const isOpen = reset.used_at === null && reset.expires_at > time;
  if (!isOpen || !await isAllowed(db, reset, now)) throw new Problem("reset_expired");
  if (await isDisabled(db, reset.account_id)) throw new Problem("reset_expired");
  if (reset.works_from > time) {
    const { works_from } = reset;
    throw new Problem("reset_pending", {
      detail: `This code works from ${works_from.slice(0, 16).replace("T", " ")} UTC on. ` +
        "Until then the account's owner can cancel it.",
      fields: { works_from },
    });
  }
  return { reset, owner: await getAccount(db, reset.account_id) };
}

/** Whether the maker of a code may still reset this password; the host always may. */
async function isAllowed(db: Db, reset: ResetRow, now: Date): Promise<boolean> {
  const { family_id: familyId, maker_id: makerId, account_id: accountId } = reset;
  if (familyId === null) return true;
  if (makerId === null) return false;
  const made = { familyId, makerId, accountId, isDelayed: isDelayed(reset) };
  return await mayResetPassword(db, made, now);
}

async function useCode(
  deps: AuthDeps,
  tx: Transaction<Tables>,
  { code, passwordHash }: { readonly code: string; readonly passwordHash: string },
): Promise<void> {
  const now = deps.now();
  const { reset, owner } = await getUsableReset(tx, code, now);
  const { family_id: familyId, account_id: accountId } = reset;
  await setUsedAt(tx, reset.id, now);
  await replacePasswordHash(tx, owner, { hash: passwordHash, setBy: "code" });
  await endSessions(tx, accountId, {});
  await deleteScriptTokens(tx, accountId);
  await deletePasskeysOf(tx, accountId);
  await clearFailedAttempts(tx, owner.email); // someone who forgot the password has tried it often
  if (familyId !== null) {
    const people = { actorId: accountId, memberId: accountId };
    await addToLog(deps, tx, { familyId, event: "password_reset", ...people });
  }
}
