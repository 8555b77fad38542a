import { type Invite, INVITE_DAYS } from "../../shared/contract/invites.ts";
import type { Reply } from "../../shared/contract/mod.ts";
import type { Db } from "../database/database.ts";
import type { InvitesTable } from "../database/tables.ts";
import { addToLog } from "./family_log.ts";
import type { CheckedRequest } from "../http/handler.ts";
import { newId } from "../database/ids.ts";
import { getOwnRole } from "../auth/memberships.ts";
import { mayInvite, mayInviteAs } from "./rules.ts";
import { cutPage, type Page, readCursor, rowsToFetch } from "../http/paging.ts";
import { refuseErrors } from "../http/check_fields.ts";
import { Problem } from "../http/problem.ts";
import type { Deps } from "../http/deps.ts";
import { DAY, timestampAfter } from "../database/timestamps.ts";
import { hashTypedCode, newTypedCode } from "../auth/typed_codes.ts";
import { getInvite, selectInvites, toInvite } from "./invites.ts";

/** The invites of a family that still hold, the newest first. */
export async function listInvites(
  { db, now }: Deps,
  { caller, params, query }: CheckedRequest<"listInvites">,
): Promise<Page<Invite>> {
  if (!mayInvite(await getOwnRole(db, params.family_id, caller))) throw new Problem("forbidden");
  const before = readCursor(query, 1);
  let open = selectInvites(db).where("invites.family_id", "=", params.family_id)
    .where("revoked_at", "is", null)
    .where("expires_at", ">", now().toISOString())
    .whereRef("used", "<", "max_uses");
  if (before) open = open.where("invites.id", "<", before[0]!);
  const rows = await open.orderBy("invites.id", "desc").limit(rowsToFetch(query)).execute();
  const { items, next } = cutPage(rows, query, ({ id }) => [id]);
  return { items: items.map(toInvite), next };
}

/** Makes an invite; its code is told this once. */
export async function createInvite(
  deps: Deps,
  request: CheckedRequest<"createInvite">,
): Promise<Reply<"createInvite">> {
  const { caller, params: { family_id: familyId }, log } = request;
  const code = newTypedCode(deps);
  const row = composeInvite(deps, request, code);
  const { id, role, note } = row;
  const invite = await deps.transaction(async (tx) => {
    if (!mayInviteAs(await getOwnRole(tx, familyId, caller), role)) throw new Problem("forbidden");
    if (row.person_id !== null) await refuseMember(tx, familyId, row.person_id);
    await tx.insertInto("invites").values(row).execute();
    const actorId = caller.accountId;
    await addToLog(deps, tx, { familyId, event: "invited", actorId, role, note });
    return await getInvite(tx, id);
  });
  const made = { account_id: caller.accountId, family_id: familyId, invite_id: id, role };
  log.info("invite made", made);
  return { ...invite, code };
}

function composeInvite(
  deps: Deps,
  { caller, params, body }: CheckedRequest<"createInvite">,
  code: string,
): InvitesTable {
  const { role = "member", expires_in_days = INVITE_DAYS.usual, max_uses = 1 } = body;
  const { note = null, person = null } = body;
  if (person !== null && max_uses > 1) refuseErrors([ONE_PERSON]);
  const now = deps.now();
  return {
    id: newId(deps),
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
  message: "Only one can become a person: this must be 1.",
} as const;

/** Refuses an invite for a person who has an account already, or who is not of the family. */
async function refuseMember(db: Db, familyId: string, personId: string): Promise<void> {
  const person = await db.selectFrom("people").select("account_id")
    .where("family_id", "=", familyId).where("id", "=", personId).executeTakeFirst();
  if (!person) throw new Problem("not_found");
  if (person.account_id !== null) throw new Problem("person_is_member");
}

/** Takes an invite back. */
export async function revokeInvite(
  deps: Deps,
  { caller, params, log }: CheckedRequest<"revokeInvite">,
): Promise<undefined> {
  const { family_id: familyId, invite_id: id } = params;
  const actorId = caller.accountId;
  await deps.transaction(async (tx) => {
    const actor = await getOwnRole(tx, familyId, caller);
    if (!mayInvite(actor)) throw new Problem("forbidden");
    const invite = await tx.selectFrom("invites").select(["role", "note", "revoked_at"])
      .where("family_id", "=", familyId).where("id", "=", id).executeTakeFirst();
    if (!invite) throw new Problem("not_found");
    const { role, note, revoked_at } = invite;
    if (!mayInviteAs(actor, role)) throw new Problem("forbidden");
    if (revoked_at !== null) return;
    await tx.updateTable("invites").set({ revoked_at: deps.now().toISOString() })
      .where("id", "=", id).execute();
    await addToLog(deps, tx, { familyId, event: "invite_revoked", actorId, role, note });
  });
  log.info("invite revoked", { account_id: actorId, family_id: familyId, invite_id: id });
}
