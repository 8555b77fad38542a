import type { Transaction } from "kysely";
import type { Tables } from "../database/tables.ts";
import { addToLog } from "../families/family_log.ts";
import { judgeGuess, refuseGuessers } from "../guesses.ts";
import type { CheckedRequest } from "../handler.ts";
import { mayResetPassword } from "../members/reset_member.ts";
import { Problem } from "../problem.ts";
import type { Services } from "../services.ts";
import { endSessions } from "../sessions/sessions.ts";
import { getAccount } from "./accounts.ts";
import { hashNewPassword } from "./new_password.ts";
import { findReset } from "./password_resets.ts";

/** Sets a new password by a reset code; every session and script token of the account ends. */
export async function resetPassword(
  services: Services,
  { body, client, log }: CheckedRequest<"resetPassword">,
): Promise<undefined> {
  const guess = { address: client.address };
  await refuseGuessers(services, guess);
  const reset = await findReset(services.db, body.code);
  await judgeGuess(services, guess, reset !== undefined);
  if (!reset) {
    throw new Problem("not_found", {
      detail: "There is no such reset code. Check how it is written.",
    });
  }
  const owner = await getAccount(services.db, reset.account_id);
  const password_hash = await hashNewPassword(services, {
    password: body.new_password,
    owner,
    field: "new_password",
  });
  await services.transact((tx) => useCode(services, tx, body.code, password_hash));
  log.info("password reset", { account_id: owner.id, maker_id: reset.maker_id });
}

async function useCode(
  services: Services,
  tx: Transaction<Tables>,
  code: string,
  password_hash: string,
): Promise<void> {
  const now = services.now().toISOString();
  const reset = await findReset(tx, code);
  if (!reset || reset.used_at !== null || reset.expires_at <= now) {
    throw new Problem("reset_expired");
  }
  const { account_id: accountId, family_id: familyId, maker_id: makerId } = reset;
  const isAllowed = familyId === null ||
    makerId !== null && await mayResetPassword(tx, { familyId, makerId, accountId });
  if (!isAllowed) throw new Problem("reset_expired");
  await tx.updateTable("password_resets").set({ used_at: now }).where("id", "=", reset.id)
    .execute();
  await tx.updateTable("accounts").set({ password_hash }).where("id", "=", accountId).execute();
  await endSessions(tx, accountId, {});
  await tx.deleteFrom("script_tokens").where("account_id", "=", accountId).execute();
  if (familyId !== null) {
    await addToLog(services, tx, {
      familyId,
      event: "password_reset",
      actorId: accountId,
      memberId: accountId,
    });
  }
}
