import type { CheckedRequest } from "../http/handler.ts";
import { Problem } from "../http/problem.ts";
import { getAccount, hasPasswordHash } from "./accounts.ts";
import type { AuthDeps } from "./deps.ts";
import { reauthenticate } from "./reauthenticate.ts";
import { setAuthenticatedAt } from "./sessions.ts";

/** Notes that the person at an open session knows the password, so that it counts as recent. */
export async function confirmPassword(
  deps: AuthDeps,
  { caller: { accountId, sessionId }, body, log }: CheckedRequest<"confirmPassword">,
): Promise<undefined> {
  const account = await getAccount(deps.db, accountId);
  await reauthenticate(deps, account, body.password);
  await deps.transaction(async (tx) => {
    // The password may have changed while it was being verified.
    const isCurrent = await hasPasswordHash(tx, accountId, account.password_hash);
    if (!isCurrent) throw new Problem("wrong_password");
    await setAuthenticatedAt(tx, sessionId, deps.now());
  });
  log.info("password confirmed", { account_id: accountId, session_id: sessionId });
}
