import { type Invite, INVITE_DAYS, MAX_OPEN_INVITES } from "../../shared/contract/invites.ts";
import type { Reply } from "../../shared/contract/mod.ts";
import { getOwnRole } from "../auth/memberships.ts";
import { assertRecent } from "../auth/reauthenticate.ts";
import { hashTypedCode, newTypedCode } from "../auth/typed_codes.ts";
import type { System } from "../config/system.ts";
import { newId } from "../database/ids.ts";
import type { InvitesTable } from "../database/tables.ts";
import { DAY, timestampAfter } from "../database/timestamps.ts";
import { refuseErrors } from "../http/check_fields.ts";
import type { Deps } from "../http/deps.ts";
import type { CheckedRequest } from "../http/handler.ts";
import type { Page } from "../http/paging.ts";
import { Problem } from "../http/problem.ts";
import { addToLog } from "./family_log.ts";
import {
  getInvite,
  getInviteRow,
  hasAccount,
  hasOpenInvites,
  insertInvite,
  listOpenInvites,
  markRevoked,
} from "./invites.ts";
import { isPromotion, mayInvite, mayInviteAs } from "./rules.ts";

/** The open invites of a family, newest first. */
export async function listInvites(
  { db, now }: Deps,
  { caller, params: { family_id: familyId }, query }: CheckedRequest<"listInvites">,
): Promise<Page<Invite>> {
  if (!mayInvite(await getOwnRole(db, familyId, caller))) throw new Problem("forbidden");
  return await listOpenInvites(db, { ...query, familyId, now: now() });
}

/** Creates an invite; only this reply has its code. */
export async function createInvite(
  deps: Deps,
  request: CheckedRequest<"createInvite">,
): Promise<Reply<"createInvite">> {
  const { caller, params: { family_id: familyId }, log } = request;
  const code = newTypedCode(deps);
  const row = composeInvite(deps, request, code);
  const { id, role, note, person_id: personId } = row;
  const invite = await deps.transaction(async (tx) => {
    if (!mayInviteAs(await getOwnRole(tx, familyId, caller), role)) throw new Problem("forbidden");
    if (isPromotion("member", role)) assertRecent(caller, deps.now());
    if (personId !== null && await hasAccount(tx, familyId, personId)) {
      throw new Problem("person_is_member");
    }
    if (await hasOpenInvites(tx, familyId, { count: MAX_OPEN_INVITES, now: deps.now() })) {
      throw new Problem("too_many_invites");
    }
    await insertInvite(tx, row);
    const actorId = caller.accountId;
    await addToLog(deps, tx, { familyId, event: "invited", actorId, role, note });
    return await getInvite(tx, id);
  });
  const made = { account_id: caller.accountId, family_id: familyId, invite_id: id, role };
  log.info("invite made", made);
  return { ...invite, code };
}

function composeInvite(
  system: System,
  { caller, params, body }: CheckedRequest<"createInvite">,
  code: string,
): InvitesTable {
  const { role = "member", expires_in_days = INVITE_DAYS.usual, max_uses = 1 } = body;
  const { note = null, person = null } = body;
  if (person !== null && max_uses > 1) refuseErrors([ONE_PERSON]);
  const now = system.now();
  return {
    id: newId(system),
    family_id: params.family_id,
    code_hash: hashTypedCode(code),
    role,
    note,
    max_uses,
    used: 0,
    created_by: caller.accountId,
    created_at: now.toISOString(),
    expires_at: timestampAfter(now, expires_in_days * DAY),
    revoked_at: null,
    person_id: person,
  };
}

const ONE_PERSON = {
  field: "max_uses",
  code: "too_large",
  message: "Only one account can become a person: this must be 1.",
} as const;

/** Revokes an invite. Revoking it again changes nothing. */
export async function revokeInvite(
  deps: Deps,
  { caller, params, log }: CheckedRequest<"revokeInvite">,
): Promise<undefined> {
  const { family_id: familyId, invite_id: id } = params;
  const actorId = caller.accountId;
  await deps.transaction(async (tx) => {
    const actor = await getOwnRole(tx, familyId, caller);
    if (!mayInvite(actor)) throw new Problem("forbidden");
    const { role, note, revoked_at } = await getInviteRow(tx, familyId, id);
    if (!mayInviteAs(actor, role)) throw new Problem("forbidden");
    if (revoked_at !== null) return;
    await markRevoked(tx, id, deps.now().toISOString());
    await addToLog(deps, tx, { familyId, event: "invite_revoked", actorId, role, note });
  });
  log.info("invite revoked", { account_id: actorId, family_id: familyId, invite_id: id });
}
