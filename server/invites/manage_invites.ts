import { type Invite, INVITE_DAYS } from "../../shared/contract/invites.ts";
import type { Reply } from "../../shared/contract/mod.ts";
import { addToLog } from "../families/family_log.ts";
import type { CheckedRequest } from "../handler.ts";
import { newId } from "../ids.ts";
import { getOwnRole } from "../members/members.ts";
import { mayInvite, mayInviteAs } from "../members/rules.ts";
import { cutPage, type Page, readCursor, rowsToFetch } from "../paging.ts";
import { Problem } from "../problem.ts";
import type { Services } from "../services.ts";
import { hashTypedCode, newTypedCode } from "../typed_codes.ts";
import { selectInvites, toInvite } from "./invites.ts";

const DAY = 24 * 60 * 60 * 1000;

/** The invites of a family that still hold, the newest first. */
export async function listInvites(
  { db, now }: Services,
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
  services: Services,
  { caller, params, body, log }: CheckedRequest<"createInvite">,
): Promise<Reply<"createInvite">> {
  const { role = "member", expires_in_days = INVITE_DAYS.usual, max_uses = 1, note = null } = body;
  const { family_id: familyId } = params;
  const id = newId(services);
  const code = newTypedCode(services);
  const now = services.now();
  const invite = await services.transact(async (tx) => {
    if (!mayInviteAs(await getOwnRole(tx, familyId, caller), role)) throw new Problem("forbidden");
    await tx.insertInto("invites").values({
      id,
      family_id: familyId,
      code_hash: hashTypedCode(code),
      role,
      note,
      max_uses,
      used: 0,
      created_by: caller.accountId,
      created_at: now.toISOString(),
      expires_at: new Date(now.getTime() + expires_in_days * DAY).toISOString(),
      revoked_at: null,
    }).execute();
    await addToLog(services, tx, {
      familyId,
      event: "invited",
      actorId: caller.accountId,
      role,
      note,
    });
    return toInvite(await selectInvites(tx).where("invites.id", "=", id).executeTakeFirstOrThrow());
  });
  log.info("invite made", {
    account_id: caller.accountId,
    family_id: familyId,
    invite_id: id,
    role,
  });
  return { ...invite, code };
}

/** Takes an invite back. */
export async function revokeInvite(
  services: Services,
  { caller, params, log }: CheckedRequest<"revokeInvite">,
): Promise<undefined> {
  const { family_id: familyId, invite_id: id } = params;
  await services.transact(async (tx) => {
    const actor = await getOwnRole(tx, familyId, caller);
    if (!mayInvite(actor)) throw new Problem("forbidden");
    const invite = await tx.selectFrom("invites").select(["role", "note", "revoked_at"])
      .where("family_id", "=", familyId).where("id", "=", id).executeTakeFirst();
    if (!invite) throw new Problem("not_found");
    if (!mayInviteAs(actor, invite.role)) throw new Problem("forbidden");
    if (invite.revoked_at !== null) return;
    await tx.updateTable("invites").set({ revoked_at: services.now().toISOString() }).where(
      "id",
      "=",
      id,
    ).execute();
    await addToLog(services, tx, {
      familyId,
      event: "invite_revoked",
      actorId: caller.accountId,
      role: invite.role,
      note: invite.note,
    });
  });
  log.info("invite revoked", { account_id: caller.accountId, family_id: familyId, invite_id: id });
}
