import type { Transaction } from "kysely";
import type { Role } from "../../shared/contract/fields.ts";
import type { Member } from "../../shared/contract/members.ts";
import type { Reply } from "../../shared/contract/mod.ts";
import { getMembership, getOwnRole } from "../auth/memberships.ts";
import { assertRecent } from "../auth/reauthenticate.ts";
import type { System } from "../config/system.ts";
import type { Db } from "../database/database.ts";
import type { Tables } from "../database/tables.ts";
import type { Deps } from "../http/deps.ts";
import { boundFamilyOf, type Caller, type CheckedRequest, hasScope } from "../http/handler.ts";
import type { Page } from "../http/paging.ts";
import { Problem } from "../http/problem.ts";
import { addToLog } from "./family_log.ts";
import { assertHasOwner, removeFromFamily, revokeLostInvites } from "./leave_family.ts";
import { getMember, listFamilyIds, listMembersOf, updateRole } from "./members.ts";
import { stampPeople } from "./people_stamp.ts";
import { type Action, isPromotion, mayChangeRole, mayRemove } from "./rules.ts";

/** The members of a family, by name. */
export async function listMembers(
  { db }: Deps,
  { caller, params, query }: CheckedRequest<"listMembers">,
): Promise<Page<Member>> {
  await getOwnRole(db, params.family_id, caller);
  return showTo(caller, await listMembersOf(db, params.family_id, query));
}

/** The members of a family, by name; a caller with one family need not name it. */
export async function listFamilyMembers(
  { db }: Deps,
  { caller, query: { family, ...page } }: CheckedRequest<"listFamilyMembers">,
): Promise<Page<Member>> {
  return showTo(caller, await listMembersOf(db, await chooseFamily(db, caller, family), page));
}

/** Hides the email addresses from a script token without `contacts:read`. */
function showTo(caller: Caller, { items, next }: Page<Member>): Page<Member> {
  if (hasScope(caller, "contacts:read")) return { items, next };
  return { items: items.map((member) => ({ ...member, email: null })), next };
}

async function chooseFamily(db: Db, caller: Caller, named: string | undefined): Promise<string> {
  const own = await listReachable(db, caller);
  if (named === undefined && own.length > 1) throw new Problem("family_required");
  const chosen = named === undefined ? own[0] : own.find((id) => id === named);
  if (chosen === undefined) throw new Problem("not_found");
  return chosen;
}

/** The families of a caller; a bound script token reaches only one. */
async function listReachable(db: Db, caller: Caller): Promise<string[]> {
  const own = await listFamilyIds(db, caller.accountId);
  const boundTo = boundFamilyOf(caller);
  return boundTo === undefined ? own : own.filter((id) => id === boundTo);
}

/** Gives a member another role. */
export async function setMemberRole(
  deps: Deps,
  request: CheckedRequest<"setMemberRole">,
): Promise<Reply<"setMemberRole">> {
  const { caller, params: { family_id, account_id: member_id }, body: { role }, log } = request;
  const member = await deps.transaction(async (tx) => {
    const action = await getAction(tx, request);
    if (!mayChangeRole(action, role)) throw new Problem("forbidden");
    if (isPromotion(action.target, role)) assertRecent(caller, deps.now());
    if (action.target !== role) await changeRole(deps, tx, { request, earlierRole: action.target });
    return await getMember(tx, family_id, member_id);
  });
  log.info("role changed", { account_id: caller.accountId, family_id, member_id, role });
  return member;
}

async function changeRole(
  system: System,
  tx: Transaction<Tables>,
  { request: { caller, params, body: { role } }, earlierRole }: {
    readonly request: CheckedRequest<"setMemberRole">;
    readonly earlierRole: Role;
  },
): Promise<void> {
  const { accountId: actorId } = caller;
  const { family_id: familyId, account_id: memberId } = params;
  await stampPeople(system, tx, familyId);
  await updateRole(tx, { familyId, memberId, role });
  await assertHasOwner(tx, { familyId, earlierRole });
  await revokeLostInvites(system, tx, { familyId, makerId: memberId, role });
  await addToLog(system, tx, { familyId, event: "role_changed", actorId, memberId, role });
}

/** Removes a member; members who remove themselves leave. */
export async function removeMember(
  deps: Deps,
  request: CheckedRequest<"removeMember">,
): Promise<undefined> {
  const { caller, params: { family_id: familyId, account_id: memberId }, body, log } = request;
  const { forget, journal } = body;
  const actorId = caller.accountId;
  await deps.transaction(async (tx) => {
    const action = await getAction(tx, request);
    if (action.isSelf && caller.kind === "script") throw new Problem("insufficient_scope");
    if (!mayRemove(action)) throw new Problem("forbidden");
    const isErased = forget || journal === "erase";
    if (isErased && !action.isSelf) throw new Problem("forbidden", { detail: ERASE_OWN });
    await removeFromFamily(deps, tx, { familyId, memberId, actorId, forget, journal });
    await assertHasOwner(tx, { familyId, earlierRole: action.target });
  });
  log.info("member removed", { account_id: actorId, family_id: familyId, member_id: memberId });
}

const ERASE_OWN = "Only members who leave can have what is their own erased.";

async function getAction(
  db: Db,
  { caller, params }: Pick<CheckedRequest<"removeMember">, "caller" | "params">,
): Promise<Action> {
  const actor = await getOwnRole(db, params.family_id, caller);
  const { role: target } = await getMembership(db, params.family_id, params.account_id);
  return { actor, target, isSelf: params.account_id === caller.accountId };
}
