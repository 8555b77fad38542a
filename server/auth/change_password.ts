import type { CheckedRequest } from "../http/handler.ts";
import { Problem } from "../http/problem.ts";
import { getAccount, replacePasswordHash } from "./accounts.ts";
import type { AuthDeps } from "./deps.ts";
import { hashNewPassword } from "./new_password.ts";
import { revokeOpenCodes } from "./password_resets.ts";
import { reauthenticate } from "./reauthenticate.ts";
import { deleteScriptTokens } from "./script_tokens.ts";
import { endSessions, setAuthenticatedAt } from "./sessions.ts";

/** Changes the password. Every other session ends, and every script token unless told otherwise. */
export async function changePassword(
  deps: AuthDeps,
  { caller: { accountId, sessionId }, body, log }: CheckedRequest<"changePassword">,
): Promise<undefined> {
  const { current_password, new_password: password, keep_tokens = false } = body;
  const owner = await getAccount(deps.db, accountId);
  await reauthenticate(deps, owner, current_password);
  if (isSamePassword(password, current_password)) throw new Problem("invalid_fields", UNCHANGED);
  const newHash = await hashNewPassword(deps, { password, owner, field: "new_password" });
  await deps.transaction(async (tx) => {
    // Of two changes at once, only one still finds the password that it was allowed for.
    const isReplaced = await replacePasswordHash(tx, owner, newHash);
    if (!isReplaced) throw new Problem("wrong_password");
    await revokeOpenCodes(tx, accountId);
    await endSessions(tx, accountId, { except: sessionId });
    await setAuthenticatedAt(tx, sessionId, deps.now());
    if (!keep_tokens) await deleteScriptTokens(tx, accountId);
  });
  log.info("password changed", { account_id: accountId, keep_tokens });
}

const UNCHANGED = {
  errors: [{ field: "new_password", code: "unchanged", message: "This is your password already." }],
} as const;

/** Whether two passwords are one: they are compared as they are hashed, in NFC. */
function isSamePassword(one: string, other: string): boolean {
  return one.normalize("NFC") === other.normalize("NFC");
}
