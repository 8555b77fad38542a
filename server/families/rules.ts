import type { Role } from "../../shared/contract/fields.ts";
import type { NewFamilies } from "../config/config.ts";

/**
 * The permissions of roles in a family, as pure functions. Nobody gives a role above their own.
 * Admins act on members, owners on anyone, and everyone on themselves.
 */

const RANK: Readonly<Record<Role, number>> = { member: 0, admin: 1, owner: 2 };

/** Whether a role may see and make invites at all. */
export function mayInvite(actor: Role): boolean {
  return RANK[actor] >= RANK.admin;
}

/** Whether a role may make or revoke an invite that gives another role. */
export function mayInviteAs(actor: Role, given: Role): boolean {
  return mayInvite(actor) && RANK[given] <= RANK[actor];
}

/** A member who acts on another, or on themselves. */
export interface Action {
  readonly actor: Role;
  readonly target: Role;
  readonly isSelf: boolean;
}

/** Whether an actor may change a member's role. */
export function mayChangeRole({ actor, target, isSelf }: Action, given: Role): boolean {
  if (RANK[given] > RANK[actor]) return false;
  return isSelf || isInCharge(actor, target);
}

/** Whether a new role is above the one that a member had. */
export function isPromotion(target: Role, given: Role): boolean {
  return RANK[given] > RANK[target];
}

/** Whether an actor may remove a member. */
export function mayRemove({ actor, target, isSelf }: Action): boolean {
  return isSelf || isInCharge(actor, target);
}

/** Whether a role may rename or delete the family. */
export function mayChangeFamily(actor: Role): boolean {
  return actor === "owner";
}

/** Whether an account may make a family, by what the host allows. */
export function mayCreateFamily(
  allowed: NewFamilies,
  { isMember }: {
    /** Whether it is in a family. */
    readonly isMember: boolean;
  },
): boolean {
  return allowed === "anyone" || allowed === "members" && isMember;
}

/** Whether an actor may make a reset code for a member; nobody may for themselves. */
export function mayReset({ actor, isSelf }: Action): boolean {
  return actor === "owner" && !isSelf;
}

function isInCharge(actor: Role, target: Role): boolean {
  return actor === "owner" || actor === "admin" && target === "member";
}
