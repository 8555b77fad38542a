import type { Deps } from "../http/deps.ts";
import type { CheckedRequest } from "../http/handler.ts";
import { Problem } from "../http/problem.ts";
import { replacePasswordHash } from "./accounts.ts";
import type { AuthDeps } from "./deps.ts";
import { hashNewPassword } from "./hash_new_password.ts";
import { normalizePassword } from "./normalize_password.ts";
import { revokeOpenCodes } from "./password_resets.ts";
import { actWithPassword, assertSameHash, reauthenticate } from "./reauthenticate.ts";
import { deleteScriptTokens } from "./script_tokens.ts";
import { endSessions, setAuthenticatedAt } from "./sessions.ts";

/** Changes the password. Ends every other session, and every script token unless `keep_tokens`. */
export async function changePassword(
  deps: AuthDeps,
  { caller: { accountId, sessionId }, body, log }: CheckedRequest<"changePassword">,
): Promise<undefined> {
  const { current_password, new_password: password, keep_tokens = false } = body;
  await reauthenticate(deps, { accountId, password: current_password }, async (owner) => {
    if (isSamePassword(password, current_password)) throw new Problem("invalid_fields", UNCHANGED);
    const hash = await hashNewPassword(deps, { password, owner, field: "new_password" });
    await deps.transaction(async (tx) => {
      await assertSameHash(tx, owner); // of two concurrent changes, the second is refused
      await replacePasswordHash(tx, owner, { hash, setBy: "owner" });
      await revokeOpenCodes(tx, accountId);
      await endSessions(tx, accountId, { except: sessionId });
      await setAuthenticatedAt(tx, sessionId, deps.now());
      if (!keep_tokens) await deleteScriptTokens(tx, accountId);
    });
  });
  log.info("password changed", { account_id: accountId, keep_tokens });
}

const UNCHANGED = {
  errors: [{ field: "new_password", code: "unchanged", message: "This is your password already." }],
} as const;

/** Whether two passwords are the same as they are hashed. */
function isSamePassword(one: string, other: string): boolean {
  return normalizePassword(one) === normalizePassword(other);
}

/** Checks the password in an open session, which then counts as recent. */
export async function confirmPassword(
  deps: AuthDeps,
  { caller: { accountId, sessionId }, body, log }: CheckedRequest<"confirmPassword">,
): Promise<undefined> {
  await actWithPassword(
    deps,
    { accountId, password: body.password },
    (tx) => setAuthenticatedAt(tx, sessionId, deps.now()),
  );
  log.info("password confirmed", { account_id: accountId, session_id: sessionId });
}

/** Cancels the reset codes of the caller's account. */
export async function keepPassword(
  { transaction }: Deps,
  { caller: { accountId }, log }: CheckedRequest<"keepPassword">,
): Promise<undefined> {
  const cancelled = await transaction((tx) => revokeOpenCodes(tx, accountId));
  if (cancelled > 0) log.warn("reset code cancelled", { account_id: accountId });
}
