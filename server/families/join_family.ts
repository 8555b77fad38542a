import type { Transaction } from "kysely";
import { type Family, MAX_FAMILIES } from "../../shared/contract/families.ts";
import type { Role } from "../../shared/contract/fields.ts";
import { MAX_MEMBERS } from "../../shared/contract/members.ts";
import { getAccount } from "../auth/accounts.ts";
import type { AuthDeps } from "../auth/deps.ts";
import { assertNotLimited, type Attempt, recordAttempt } from "../auth/rate_limiter.ts";
import type { System } from "../config/system.ts";
import { newId } from "../database/ids.ts";
import type { Tables } from "../database/tables.ts";
import { Problem } from "../http/problem.ts";
import { getFamilyOf, insertFamily } from "./families.ts";
import { addToLog, wasRemovedSince } from "./family_log.ts";
import { countUse, findInvite, type InviteRow } from "./invites.ts";
import { addMemberPerson } from "./member_people.ts";
import { hasFamilies, hasMembers, insertMember, isMember } from "./members.ts";
import { nameKey } from "./name_key.ts";
import { stampPeople } from "./people_stamp.ts";

/** Adds a family with its first owner. */
export async function addFamily(
  system: System,
  tx: Transaction<Tables>,
  { ownerId, name }: { readonly ownerId: string; readonly name: string },
): Promise<Family> {
  const id = newId(system);
  const created_at = system.now().toISOString();
  await insertFamily(tx, { id, name, created_at });
  await addMember(system, tx, {
    familyId: id,
    accountId: ownerId,
    role: "owner",
    joinedAt: created_at,
  });
  await addToLog(system, tx, { familyId: id, event: "created", actorId: ownerId, note: name });
  return { id, name, role: "owner", created_at };
}

/** The open invite of a code; an unknown code counts as a failed attempt. */
export async function getUsableInvite(
  deps: AuthDeps,
  code: string,
  attempt: Attempt,
): Promise<InviteRow> {
  await assertNotLimited(deps, attempt);
  const invite = await findInvite(deps.db, code);
  await recordAttempt(deps, attempt, invite !== undefined);
  return assertOpen(invite, deps.now());
}

/** Returns an open invite; throws a `Problem` for one that is not open. */
function assertOpen(invite: InviteRow | undefined, now: Date): InviteRow {
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

/** Adds an account to the family of an invite. An existing member does not use up the invite. */
export async function joinByInvite(
  system: System,
  tx: Transaction<Tables>,
  { accountId, code }: { readonly accountId: string; readonly code: string },
): Promise<Family> {
  const now = system.now();
  const invite = assertOpen(await findInvite(tx, code), now);
  const { family_id: familyId, role, note, person_id: personId } = invite;
  if (await isMember(tx, familyId, accountId)) throw new Problem("already_member");
  if (await wasRemovedSince(tx, { familyId, memberId: accountId }, invite.id)) {
    throw new Problem("invite_revoked", { detail: REMOVED });
  }
  if (await hasMembers(tx, familyId, MAX_MEMBERS)) throw new Problem("too_many_members");
  // Locks the family first: two that end each other's invites would deadlock, for a second each.
  await stampPeople(system, tx, familyId);
  await countUse(tx, invite);
  const joinedAt = now.toISOString();
  await addMember(system, tx, { familyId, accountId, role, joinedAt, personId });
  const joined = { familyId, event: "joined", actorId: accountId, memberId: accountId } as const;
  await addToLog(system, tx, { ...joined, role, note });
  return await getFamilyOf(tx, accountId, familyId);
}

const REMOVED = "You were removed from this family after this invite was made. Ask for a new one.";

/** Adds an account to a family without an invite, as the host may. */
export async function addMemberByHost(
  system: System,
  tx: Transaction<Tables>,
  { familyId, accountId, role }: Pick<NewMember, "familyId" | "accountId" | "role">,
): Promise<void> {
  const joinedAt = system.now().toISOString();
  await addMember(system, tx, { familyId, accountId, role, joinedAt });
  const joined = { familyId, event: "joined", actorId: accountId, memberId: accountId } as const;
  await addToLog(system, tx, { ...joined, role });
}

interface NewMember {
  readonly familyId: string;
  readonly accountId: string;
  readonly role: Role;
  /** ISO-8601, UTC. */
  readonly joinedAt: string;
  /** The person that the account becomes, if the invite was made for one. */
  readonly personId?: string | null;
}

/** Adds an account to a family, and to its directory of people. */
async function addMember(
  system: System,
  tx: Transaction<Tables>,
  { familyId, accountId, role, joinedAt, personId }: NewMember,
): Promise<void> {
  const { name } = await getAccount(tx, accountId);
  if (await hasFamilies(tx, accountId, MAX_FAMILIES)) throw new Problem("too_many_families");
  await insertMember(tx, {
    family_id: familyId,
    account_id: accountId,
    name_key: nameKey(name),
    role,
    joined_at: joinedAt,
  });
  await addMemberPerson(system, tx, { familyId, accountId, name, joinedAt, personId });
}
