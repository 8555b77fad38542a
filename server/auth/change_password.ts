import type { CheckedRequest } from "../http/handler.ts";
import { Problem } from "../http/problem.ts";
import type { AuthDeps } from "./deps.ts";
import { endSessions } from "./sessions.ts";
import { getAccount } from "./accounts.ts";
import { hashNewPassword } from "./new_password.ts";
import { revokeOpenCodes } from "./password_resets.ts";
import { reauthenticate } from "./reauthenticate.ts";

/** Changes the password; every other session of the account ends. */
export async function changePassword(
  deps: AuthDeps,
  { caller, body, client, log }: CheckedRequest<"changePassword">,
): Promise<undefined> {
  const account = await getAccount(deps.db, caller.accountId);
  await reauthenticate(deps, account, {
    password: body.current_password,
    address: client.address,
  });
  const password_hash = await hashNewPassword(deps, {
    password: body.new_password,
    owner: account,
    field: "new_password",
  });
  await deps.transaction(async (tx) => {
    // Of two changes at once, only one still finds the password that it was allowed for.
    const { numUpdatedRows } = await tx.updateTable("accounts").set({ password_hash })
      .where("id", "=", account.id).where("password_hash", "=", account.password_hash)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) throw new Problem("wrong_password");
    await revokeOpenCodes(tx, account.id);
    await endSessions(tx, account.id, { except: caller.sessionId });
  });
  log.info("password changed", { account_id: account.id });
}
