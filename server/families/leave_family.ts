import type { Transaction } from "kysely";
import { Role } from "../../shared/contract/fields.ts";
import type { Clock, System } from "../config/system.ts";
import type { Tables } from "../database/tables.ts";
import { Problem } from "../http/problem.ts";
import { addToLog, eraseNamesFromLog } from "./family_log.ts";
import { revokeInvitesOf } from "./invites.ts";
import { eraseMemberJournal, removeMemberJournal } from "./member_journal.ts";
import { removeMemberPerson } from "./member_people.ts";
import { deleteMember, getRemaining } from "./members.ts";
import { mayInviteAs } from "./rules.ts";

/** Removes a member from a family, with their invites, tokens and feeds of it. */
export async function removeFromFamily(
  system: System,
  tx: Transaction<Tables>,
  { familyId, memberId, actorId, forget = false, journal = "keep" }: {
    readonly familyId: string;
    readonly memberId: string;
    /**
     * The account that removes the member; the member's own when they leave, and null when the
     * person who hosts the server deletes the account.
     */
    readonly actorId: string | null;
    /** Whether to erase the member's entry among the people, and their name in the log. */
    readonly forget?: boolean;
    /** Whether what the member has written stays. */
    readonly journal?: "keep" | "erase";
  },
): Promise<void> {
  const event = actorId === null ? "account_deleted" : memberId === actorId ? "left" : "removed";
  await addToLog(system, tx, { familyId, event, actorId, memberId });
  await revokeLostInvites(system, tx, { familyId, makerId: memberId, role: undefined });
  if (journal === "erase") await eraseMemberJournal(tx, { familyId, accountId: memberId });
  await removeMemberJournal(tx, { familyId, accountId: memberId });
  await removeMemberPerson(system, tx, { familyId, accountId: memberId, forget });
  if (forget) await eraseNamesFromLog(tx, { familyId, accountId: memberId });
  await deleteMember(tx, familyId, memberId);
}

/** Revokes the invites that a member could not make with the current role. */
export async function revokeLostInvites(
  { now }: Clock,
  tx: Transaction<Tables>,
  { familyId, makerId, role }: {
    readonly familyId: string;
    readonly makerId: string;
    /** `undefined` for a former member. */
    readonly role: Role | undefined;
  },
): Promise<void> {
  const roles = Role.enum.filter((given) => role === undefined || !mayInviteAs(role, given));
  await revokeInvitesOf(tx, { familyId, makerId, roles, at: now().toISOString() });
}

/**
 * Throws `last_owner` after a member was removed or has another role, if the family then has no
 * owner who can sign in. One that had none before, because the host has disabled its owners, loses
 * nothing when somebody else leaves.
 */
export async function assertHasOwner(
  tx: Transaction<Tables>,
  { familyId, earlierRole }: { readonly familyId: string; readonly earlierRole: Role },
): Promise<void> {
  const remaining = await getRemaining(tx, familyId);
  if (remaining === "nobody") {
    throw new Problem("last_owner", { detail: "You are alone in this family: delete it instead." });
  }
  if (remaining === "others" && earlierRole === "owner") throw new Problem("last_owner");
}
