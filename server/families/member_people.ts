import type { Transaction } from "kysely";
import type { Tables } from "../database/tables.ts";
import { newId } from "../database/ids.ts";
import type { System } from "../config/system.ts";
import { nameKey } from "./name_key.ts";
import { stampPeople, stampPeopleOf } from "./people_stamp.ts";

/**
 * Keeps the directory of people (`server/people/`) in step with the members: every member has
 * exactly one entry, made in the transaction in which they join.
 */

/** A member who needs an entry. */
interface JoiningMember {
  readonly familyId: string;
  readonly accountId: string;
  readonly name: string;
  /** ISO-8601, UTC. */
  readonly joinedAt: string;
  /** The person that the member becomes, if their invite was made for one. */
  readonly personId?: string | null;
}

/**
 * Adds an entry for a new member, or links the person that the invite was made for, or else the
 * entry that the account left behind.
 */
export async function addMemberPerson(
  system: System,
  tx: Transaction<Tables>,
  { familyId, accountId, name, joinedAt, personId = null }: JoiningMember,
): Promise<void> {
  await stampPeople(system, tx, familyId);
  const formerId = await takeFormerEntry(tx, { familyId, accountId });
  if (personId !== null && await linkPerson(tx, { personId, accountId, joinedAt })) return;
  if (formerId !== null && await linkPerson(tx, { personId: formerId, accountId, joinedAt })) {
    await tx.updateTable("people").set({ name, name_key: nameKey(name), ...ERASED, ...ALIVE })
      .where("id", "=", formerId).execute();
    return;
  }
  await tx.insertInto("people").values({
    id: newId(system),
    family_id: familyId,
    account_id: accountId,
    name,
    name_key: nameKey(name),
    deceased: 0,
    created_by: accountId,
    created_at: joinedAt,
    updated_at: joinedAt,
  }).execute();
}

/** What only a member says of themselves: gone when they leave, and empty when they come back. */
const ERASED = { phone: null, email: null, address: null, note: null };

/** Others may have written in the entry of somebody who was away. */
const ALIVE = { deceased: 0, death_year: null, death_month: null, death_day: null };

/** The entry that an account left behind, which is to be linked now or never; null for none. */
async function takeFormerEntry(
  tx: Transaction<Tables>,
  { familyId, accountId }: Pick<JoiningMember, "familyId" | "accountId">,
): Promise<string | null> {
  const [former] = await tx.updateTable("people").set({ former_account_id: null })
    .where("former_account_id", "=", accountId).where("family_id", "=", familyId)
    .returning("id").execute();
  return former?.id ?? null;
}

/** Links an account to an existing person; false if that person has an account. */
async function linkPerson(
  tx: Transaction<Tables>,
  { personId, accountId, joinedAt }: { personId: string; accountId: string; joinedAt: string },
): Promise<boolean> {
  const { numUpdatedRows } = await tx.updateTable("people")
    .set({ account_id: accountId, former_account_id: null, updated_at: joinedAt })
    .where("id", "=", personId).where("account_id", "is", null).executeTakeFirst();
  if (numUpdatedRows === 0n) return false;
  // The other invites for this person end.
  await tx.updateTable("invites").set({ revoked_at: joinedAt }).where("person_id", "=", personId)
    .where("revoked_at", "is", null).whereRef("used", "<", "max_uses").execute();
  return true;
}

/** Renames the entries of an account that had its old name. */
export async function renameMemberPeople(
  system: System,
  tx: Transaction<Tables>,
  { accountId, from, to }: { accountId: string; from: string; to: string },
): Promise<void> {
  await stampPeopleOf(system, tx, accountId);
  await tx.updateTable("people")
    .set({ name: to, name_key: nameKey(to), updated_at: system.now().toISOString() })
    .where("account_id", "=", accountId).where("name", "=", from).execute();
}

/** A member who leaves or is removed. */
interface LeavingMember {
  readonly familyId: string;
  readonly accountId: string;
  /** Whether to erase the whole entry. */
  readonly forget: boolean;
}

/**
 * Reduces a former member's entry to name and dates, or erases it, and ends their feeds of this
 * family.
 */
export async function removeMemberPerson(
  system: System,
  tx: Transaction<Tables>,
  { familyId, accountId, forget }: LeavingMember,
): Promise<void> {
  await stampPeople(system, tx, familyId);
  await tx.deleteFrom("feeds").where("family_id", "=", familyId)
    .where("account_id", "=", accountId).execute();
  if (forget) {
    await tx.deleteFrom("people").where("family_id", "=", familyId)
      .where("account_id", "=", accountId).execute();
    return;
  }
  await tx.updateTable("people")
    .set({
      account_id: null,
      former_account_id: accountId,
      ...ERASED,
      updated_at: system.now().toISOString(),
    })
    .where("family_id", "=", familyId).where("account_id", "=", accountId).execute();
}
