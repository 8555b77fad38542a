import type { Role } from "../../shared/contract/fields.ts";
import type { Reply } from "../../shared/contract/mod.ts";
import { getAccount, isDisabled } from "../auth/accounts.ts";
import { getMembership, getOwnRole } from "../auth/memberships.ts";
import { addResetCode, RESET_DELAY } from "../auth/password_resets.ts";
import type { Db } from "../database/database.ts";
import { timestampBefore } from "../database/timestamps.ts";
import type { Deps } from "../http/deps.ts";
import type { CheckedRequest } from "../http/handler.ts";
import { Problem } from "../http/problem.ts";
import { addToLog, hasMembershipChange } from "./family_log.ts";
import { findRole, listFamilyIds } from "./members.ts";
import { mayReset } from "./rules.ts";

/**
 * Makes a reset code for a member who forgot the password. For an owner it only works after a day,
 * in which the owner can cancel it.
 */
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
    if (await isDisabled(tx, memberId)) throw new Problem("forbidden", { detail: DISABLED });
    if (!await isOnlyIn(tx, memberId, familyId)) throw new Problem("in_other_families");
    const member = { familyId, accountId: memberId, role: target };
    const isDelayed = await needsDelay(tx, member, deps.now());
    await addToLog(deps, tx, { familyId, event: "reset_code_made", actorId, memberId });
    const { id, name } = await getAccount(tx, actorId);
    const maker = { familyId, id, name };
    return await addResetCode(deps, tx, { accountId: memberId, maker, isDelayed });
  });
  log.warn("reset code made", { account_id: actorId, family_id: familyId, member_id: memberId });
  return reset;
}

const DISABLED = "The person who hosts the server has disabled this account. Ask them first.";

/** What decides whether an owner's reset code may be used. */
interface MadeReset {
  readonly familyId: string;
  readonly makerId: string;
  readonly accountId: string;
  readonly isDelayed: boolean;
}

/** Whether a reset code may still be used, after roles may have changed. */
export async function mayResetPassword(
  db: Db,
  { familyId, makerId, accountId, isDelayed }: MadeReset,
  now: Date,
): Promise<boolean> {
  const actor = await findRole(db, familyId, makerId);
  const role = await findRole(db, familyId, accountId);
  if (actor === undefined || role === undefined) return false;
  if (!isDelayed && await needsDelay(db, { familyId, accountId, role }, now)) return false;
  return mayReset({ actor, target: role, isSelf: false }) &&
    await isOnlyIn(db, accountId, familyId);
}

/**
 * Whether a member is an owner, or may have been one lately: nobody avoids the delay by a demotion,
 * or by removing an owner who then comes back as a member.
 */
async function needsDelay(
  db: Db,
  { familyId, accountId, role }: {
    readonly familyId: string;
    readonly accountId: string;
    readonly role: Role;
  },
  now: Date,
): Promise<boolean> {
  return role === "owner" ||
    await hasMembershipChange(db, {
      familyId,
      accountId,
      since: timestampBefore(now, RESET_DELAY),
    });
}

/** Whether an account is in no other family, since its password would open that too. */
async function isOnlyIn(db: Db, accountId: string, familyId: string): Promise<boolean> {
  return (await listFamilyIds(db, accountId)).every((id) => id === familyId);
}
