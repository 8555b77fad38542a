import type { Transaction } from "kysely";
import type { Db } from "../database/database.ts";
import type { Tables } from "../database/tables.ts";
import { DAY, timestampBefore } from "../database/timestamps.ts";

/** Milliseconds for which a submitted form is remembered. */
const FORM_MEMORY = 7 * DAY;

/** Whether a form has been submitted. */
export async function wasSubmitted(db: Db, id: string): Promise<boolean> {
  const row = await db.selectFrom("form_submissions").select("id").where("id", "=", id)
    .executeTakeFirst();
  return row !== undefined;
}

/** Notes a submitted form, in the transaction of its change. */
export async function addSubmission(
  tx: Transaction<Tables>,
  id: string,
  now: Date,
): Promise<void> {
  await tx.insertInto("form_submissions").values({ id, at: now.toISOString() }).execute();
}

/** Deletes forms that were submitted long ago. */
export async function deleteOldForms(tx: Transaction<Tables>, now: Date): Promise<void> {
  await tx.deleteFrom("form_submissions").where("at", "<", timestampBefore(now, FORM_MEMORY))
    .execute();
}
