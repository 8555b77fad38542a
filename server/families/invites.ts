import type { Selectable, Transaction } from "kysely";
import type { Family } from "../../shared/contract/families.ts";
import type { Invite } from "../../shared/contract/invites.ts";
import type { Db } from "../database/database.ts";
import type { InvitesTable, Tables } from "../database/tables.ts";
import { getFamilyOf } from "./families.ts";
import { addToLog } from "./family_log.ts";
import { assertNotLimited, type Guess, recordAttempt } from "../auth/rate_limiter.ts";
import { addMember } from "./members.ts";
import { Problem } from "../http/problem.ts";
import type { AuthDeps } from "../auth/deps.ts";
import { toRef } from "./to_ref.ts";
import { hashTypedCode } from "../auth/typed_codes.ts";

/** The invite of a code that somebody presents; one that nobody has is a wrong guess. */
export async function getUsableInvite(
  deps: AuthDeps,
  code: string,
  guess: Guess,
): Promise<Selectable<InvitesTable>> {
  await assertNotLimited(deps, guess);
  const invite = await findInvite(deps.db, code);
  await recordAttempt(deps, guess, invite !== undefined);
  return refuseUnlessOpen(invite, deps.now());
}

async function findInvite(db: Db, code: string): Promise<Selectable<InvitesTable> | undefined> {
  return await db.selectFrom("invites").selectAll()
    .where("code_hash", "=", hashTypedCode(code)).executeTakeFirst();
}

/** An invite as long as it lets someone join; otherwise a refusal that says why. */
function refuseUnlessOpen<T extends Selectable<InvitesTable>>(invite: T | undefined, now: Date): T {
  if (!invite) {
    throw new Problem("not_found", {
      detail: "There is no invite with this code. Check how it is written.",
    });
  }
  if (invite.revoked_at !== null) throw new Problem("invite_revoked");
  if (invite.used >= invite.max_uses) throw new Problem("invite_used");
  if (invite.expires_at <= now.toISOString()) throw new Problem("invite_expired");
  return invite;
}

/** Lets an account join by an invite; one that is a member already does not use it up. */
export async function joinByInvite(
  deps: AuthDeps,
  tx: Transaction<Tables>,
  accountId: string,
  code: string,
): Promise<Family> {
  const now = deps.now();
  const invite = refuseUnlessOpen(await findInvite(tx, code), now);
  const { family_id: familyId, role } = invite;
  const member = await tx.selectFrom("members").select("role")
    .where("family_id", "=", familyId).where("account_id", "=", accountId).executeTakeFirst();
  if (member) throw new Problem("already_member");
  await tx.updateTable("invites").set({ used: invite.used + 1 }).where("id", "=", invite.id)
    .execute();
  const joinedAt = now.toISOString();
  await addMember(deps, tx, { familyId, accountId, role, joinedAt, personId: invite.person_id });
  const { note } = invite;
  const people = { actorId: accountId, memberId: accountId };
  await addToLog(deps, tx, { familyId, event: "joined", ...people, role, note });
  return await getFamilyOf(tx, accountId, familyId);
}

/** Invites with who made them, as the API shows them. */
export function selectInvites(db: Db) {
  return db.selectFrom("invites").leftJoin("accounts", "accounts.id", "invites.created_by")
    .leftJoin("people", "people.id", "invites.person_id")
    .select([
      "invites.id",
      "invites.role",
      "invites.note",
      "invites.max_uses",
      "invites.used",
      "invites.created_at",
      "invites.expires_at",
      "accounts.id as maker_id",
      "accounts.name as maker_name",
      "people.id as person_id",
      "people.name as person_name",
    ]);
}

type InviteRow = Awaited<ReturnType<ReturnType<typeof selectInvites>["execute"]>>[number];

/** An invite that must be there, as the API shows it. */
export async function getInvite(db: Db, id: string): Promise<Invite> {
  return toInvite(await selectInvites(db).where("invites.id", "=", id).executeTakeFirstOrThrow());
}

/** A row of `selectInvites` as the API shows it. */
export function toInvite(
  { maker_id, maker_name, person_id, person_name, ...invite }: InviteRow,
): Invite {
  return {
    ...invite,
    person: toRef(person_id, person_name),
    created_by: toRef(maker_id, maker_name),
  };
}
