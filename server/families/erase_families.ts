import type { Transaction } from "kysely";
import type { Database } from "../database/database.ts";
import type { Tables } from "../database/tables.ts";
import type { Deps } from "../http/deps.ts";

/**
 * Ends families: removes their members, invites, feeds and tokens in this transaction.
 * `sweepErasedFamilies` deletes the rest.
 */
export async function eraseFamilies(
  tx: Transaction<Tables>,
  familyIds: readonly string[],
): Promise<void> {
  if (familyIds.length === 0) return;
  // A used reset stays: otherwise deleting the family would hide it.
  await tx.updateTable("password_resets").set({ family_id: null })
    .where("family_id", "in", familyIds).where("used_at", "is not", null).execute();
  await tx.deleteFrom("password_resets").where("family_id", "in", familyIds).execute();
  await tx.deleteFrom("invites").where("family_id", "in", familyIds).execute();
  await tx.deleteFrom("feeds").where("family_id", "in", familyIds).execute();
  await tx.deleteFrom("script_tokens").where("family_id", "in", familyIds).execute();
  await tx.deleteFrom("members").where("family_id", "in", familyIds).execute();
  await tx.insertInto("erased_families")
    .values(familyIds.map((family_id) => ({ family_id }))).execute();
}

/**
 * Deletes the rest of erased families in many short transactions, so that a long log blocks nobody.
 * If it fails, the hourly clean-up tries again.
 */
export async function sweepErasedFamilies(
  { db, withLock, log }: Pick<Deps, "db" | "withLock" | "log">,
): Promise<void> {
  try {
    const erased = await db.selectFrom("erased_families").select("family_id").limit(1).execute();
    let mayRemain = erased.length > 0;
    while (mayRemain) mayRemain = await deleteSlice(withLock);
  } catch (error) {
    log.error("erased families are not yet deleted from the database", {
      error: (error as Error).message,
    });
  }
}

/** Rows that one transaction deletes at most: a few milliseconds. */
const SLICE_ROWS = 1000;

/** Families that one transaction works on. */
const SLICE_FAMILIES = 100;

/** Deletes some rows; returns whether there may be more. */
async function deleteSlice(withLock: Database["withLock"]): Promise<boolean> {
  return await withLock(["erased families"], async (tx) => {
    const erased = await tx.selectFrom("erased_families").select("family_id")
      .orderBy("family_id").limit(SLICE_FAMILIES).execute();
    const ids = erased.map(({ family_id }) => family_id);
    if (ids.length === 0) return false;
    for (const table of ["family_log", "people", "posts"] as const) {
      const { numDeletedRows } = await tx.deleteFrom(table).where(
        "id",
        "in",
        tx.selectFrom(table).select("id").where("family_id", "in", ids).limit(SLICE_ROWS),
      ).executeTakeFirst();
      if (numDeletedRows === BigInt(SLICE_ROWS)) return true;
    }
    await tx.deleteFrom("families").where("id", "in", ids).execute();
    await tx.deleteFrom("erased_families").where("family_id", "in", ids).execute();
    return ids.length === SLICE_FAMILIES;
  });
}
