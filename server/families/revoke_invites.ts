import type { Transaction } from "kysely";
import { Role } from "../../shared/contract/fields.ts";
import type { Tables } from "../database/tables.ts";
import { mayInviteAs } from "./rules.ts";
import type { Deps } from "../http/deps.ts";

/** Someone who made invites, and the role that is left to them; without one they are out. */
export interface Maker {
  readonly familyId: string;
  readonly makerId: string;
  readonly role: Role | undefined;
}

/** Takes back the open invites of someone that they could not make any more. */
export async function revokeInvitesBeyond(
  { now }: Deps,
  tx: Transaction<Tables>,
  { familyId, makerId, role }: Maker,
): Promise<void> {
  const lost = Role.enum.filter((given) => role === undefined || !mayInviteAs(role, given));
  if (lost.length === 0) return;
  await tx.updateTable("invites").set({ revoked_at: now().toISOString() })
    .where("family_id", "=", familyId).where("created_by", "=", makerId)
    .where("role", "in", lost).where("revoked_at", "is", null).execute();
}
