import type { Reply } from "../../shared/contract/mod.ts";
import { getAccount } from "../auth/accounts.ts";
import { addResetCode } from "../auth/password_resets.ts";
import type { Db } from "../database/database.ts";
import { addToLog } from "./family_log.ts";
import type { CheckedRequest } from "../http/handler.ts";
import { Problem } from "../http/problem.ts";
import type { Deps } from "../http/deps.ts";
import { getMembership, getOwnRole } from "../auth/memberships.ts";
import { mayReset } from "./rules.ts";

/** Makes a code with which a member who forgot the password sets a new one. */
export async function createResetCode(
  deps: Deps,
  { caller, params, log }: CheckedRequest<"createResetCode">,
): Promise<Reply<"createResetCode">> {
  const { family_id: familyId, account_id: memberId } = params;
  const { accountId: actorId } = caller;
  const reset = await deps.transaction(async (tx) => {
    const actor = await getOwnRole(tx, familyId, caller);
    const { role: target } = await getMembership(tx, familyId, memberId);
    if (!mayReset({ actor, target, isSelf: memberId === actorId })) throw new Problem("forbidden");
    if (!await isOnlyIn(tx, memberId, familyId)) throw new Problem("in_other_families");
    await addToLog(deps, tx, { familyId, event: "reset_code_made", actorId, memberId });
    const { id, name } = await getAccount(tx, actorId);
    return await addResetCode(deps, tx, {
      accountId: memberId,
      maker: { familyId, id, name },
    });
  });
  log.warn("reset code made", { account_id: actorId, family_id: familyId, member_id: memberId });
  return reset;
}

/** Whose code it is, in which family, and for whose account. */
export interface MadeReset {
  readonly familyId: string;
  readonly makerId: string;
  readonly accountId: string;
}

/** Whether a code that was made still may be used: much can have changed in a day. */
export async function mayResetPassword(
  db: Db,
  { familyId, makerId, accountId }: MadeReset,
): Promise<boolean> {
  const rows = await db.selectFrom("members").select(["account_id", "role"])
    .where("family_id", "=", familyId).where("account_id", "in", [makerId, accountId]).execute();
  const actor = rows.find(({ account_id }) => account_id === makerId)?.role;
  const target = rows.find(({ account_id }) => account_id === accountId)?.role;
  return actor !== undefined && target !== undefined &&
    mayReset({ actor, target, isSelf: false }) &&
    await isOnlyIn(db, accountId, familyId);
}

/** Whether an account is in no other family, which its password would open too. */
async function isOnlyIn(db: Db, accountId: string, familyId: string): Promise<boolean> {
  const other = await db.selectFrom("members").select("family_id")
    .where("account_id", "=", accountId).where("family_id", "!=", familyId)
    .limit(1).executeTakeFirst();
  return other === undefined;
}
