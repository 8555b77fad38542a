import type { Transaction } from "kysely";
import type { Reply } from "../../shared/contract/mod.ts";
import type { Tables } from "../database/tables.ts";
import { addToLog } from "./family_log.ts";
import type { CheckedRequest } from "../http/handler.ts";
import { revokeInvitesBeyond } from "./revoke_invites.ts";
import { Problem } from "../http/problem.ts";
import type { Deps } from "../http/deps.ts";
import { getMembership, getOwnRole } from "../auth/memberships.ts";
import { removeMemberPerson } from "./member_people.ts";
import { assertHasOwner, getMember } from "./members.ts";
import { type Action, mayChangeRole, mayRemove } from "./rules.ts";

/** Gives a member another role. */
export async function setMemberRole(
  deps: Deps,
  request: CheckedRequest<"setMemberRole">,
): Promise<Reply<"setMemberRole">> {
  const { caller, params: { family_id, account_id: member_id }, body: { role }, log } = request;
  const member = await deps.transaction(async (tx) => {
    const deed = await readAction(tx, request);
    if (!mayChangeRole(deed, role)) throw new Problem("forbidden");
    if (deed.target !== role) await changeRole(deps, tx, request);
    return await getMember(tx, family_id, member_id);
  });
  log.info("role changed", { account_id: caller.accountId, family_id, member_id, role });
  return member;
}

async function changeRole(
  deps: Deps,
  tx: Transaction<Tables>,
  { caller: { accountId: actorId }, params, body: { role } }: CheckedRequest<"setMemberRole">,
): Promise<void> {
  const { family_id: familyId, account_id: memberId } = params;
  await tx.updateTable("members").set({ role })
    .where("family_id", "=", familyId).where("account_id", "=", memberId).execute();
  await assertHasOwner(tx, familyId);
  await revokeInvitesBeyond(deps, tx, { familyId, makerId: memberId, role });
  await addToLog(deps, tx, { familyId, event: "role_changed", actorId, memberId, role });
}

/** Removes a member; someone who removes themselves leaves. */
export async function removeMember(
  deps: Deps,
  request: CheckedRequest<"removeMember">,
): Promise<undefined> {
  const { caller, params: { family_id, account_id: member_id }, log } = request;
  const { forget } = request.body;
  const departure = { familyId: family_id, memberId: member_id, actorId: caller.accountId, forget };
  await deps.transaction(async (tx) => {
    const deed = await readAction(tx, request);
    if (deed.isSelf && caller.kind === "script") throw new Problem("insufficient_scope");
    if (!mayRemove(deed)) throw new Problem("forbidden");
    if (forget && !deed.isSelf) throw new Problem("forbidden", { detail: FORGET_OWN });
    await removeFromFamily(deps, tx, departure);
    await assertHasOwner(tx, family_id);
  });
  log.info("member removed", { account_id: caller.accountId, family_id, member_id });
}

const FORGET_OWN = "Only who leaves decides that nothing of them is to stay.";

/** Who goes out of which family, by whose doing. */
export interface Departure {
  readonly familyId: string;
  readonly memberId: string;
  readonly actorId: string;
  /** Whether nothing of them is to stay among the family's people. */
  readonly forget?: boolean;
}

/** Takes a member out of a family; the invites, tokens and feeds that they made for it go too. */
export async function removeFromFamily(
  deps: Deps,
  tx: Transaction<Tables>,
  { familyId, memberId, actorId, forget = false }: Departure,
): Promise<void> {
  const event = memberId === actorId ? "left" : "removed";
  await addToLog(deps, tx, { familyId, event, actorId, memberId });
  await revokeInvitesBeyond(deps, tx, { familyId, makerId: memberId, role: undefined });
  await tx.deleteFrom("script_tokens").where("family_id", "=", familyId)
    .where("account_id", "=", memberId).execute();
  await removeMemberPerson(deps, tx, { familyId, accountId: memberId, forget });
  await tx.deleteFrom("members").where("family_id", "=", familyId)
    .where("account_id", "=", memberId).execute();
}

async function readAction(
  tx: Transaction<Tables>,
  { caller, params }: Pick<CheckedRequest<"removeMember">, "caller" | "params">,
): Promise<Action> {
  const actor = await getOwnRole(tx, params.family_id, caller);
  const { role: target } = await getMembership(tx, params.family_id, params.account_id);
  return { actor, target, isSelf: params.account_id === caller.accountId };
}
