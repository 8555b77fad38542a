import type { Transaction } from "kysely";
import type { Tables } from "../database/tables.ts";

/** Erases a family with its memberships, invites, log, and the script tokens bound to it. */
export async function eraseFamily(tx: Transaction<Tables>, familyId: string): Promise<void> {
  // Whose password was reset in it is still told so: or whoever did it could hide it by this.
  await tx.updateTable("password_resets").set({ family_id: null })
    .where("family_id", "=", familyId).where("used_at", "is not", null).execute();
  await tx.deleteFrom("families").where("id", "=", familyId).execute();
}
