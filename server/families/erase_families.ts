import type { Transaction } from "kysely";
import type { Tables } from "../database/tables.ts";

/** Deletes families with their members, invites, log, and the script tokens bound to them. */
export async function eraseFamilies(
  tx: Transaction<Tables>,
  familyIds: readonly string[],
): Promise<void> {
  if (familyIds.length === 0) return;
  // A reset that was used stays on record: otherwise deleting the family would hide it.
  await tx.updateTable("password_resets").set({ family_id: null })
    .where("family_id", "in", familyIds).where("used_at", "is not", null).execute();
  await tx.deleteFrom("families").where("id", "in", familyIds).execute();
}
