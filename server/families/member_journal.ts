import type { Transaction } from "kysely";
import { getAccount } from "../auth/accounts.ts";
import type { Tables } from "../database/tables.ts";

/** What membership means for the family's journal (`server/journal/`). */

/** A member who goes. */
interface LeavingAuthor {
  readonly familyId: string;
  readonly accountId: string;
}

/**
 * Takes a member out of the journal of a family. Posts and comments stay, under the name that the
 * member had last; reactions go, and photos that are in no post.
 */
export async function removeMemberJournal(
  tx: Transaction<Tables>,
  { familyId, accountId }: LeavingAuthor,
): Promise<void> {
  const posts = tx.selectFrom("posts").select("id").where("family_id", "=", familyId);
  await tx.deleteFrom("reactions").where("account_id", "=", accountId)
    .where("post_id", "in", posts).execute();
  await tx.deleteFrom("photos").where("uploader_id", "=", accountId)
    .where("family_id", "=", familyId).where("post_id", "is", null).execute();
  await tx.updateTable("photos").set({ uploader_id: null }).where("uploader_id", "=", accountId)
    .where("family_id", "=", familyId).execute();
  const { name: author_name } = await getAccount(tx, accountId);
  const gone = { author_id: null, author_name };
  await tx.updateTable("comments").set(gone).where("author_id", "=", accountId)
    .where("post_id", "in", posts).execute();
  await tx.updateTable("posts").set(gone).where("author_id", "=", accountId)
    .where("family_id", "=", familyId).execute();
}

/** Deletes what a member has written in a family, with all that others have said to it. */
export async function eraseMemberJournal(
  tx: Transaction<Tables>,
  { familyId, accountId }: LeavingAuthor,
): Promise<void> {
  const posts = tx.selectFrom("posts").select("id").where("family_id", "=", familyId);
  await tx.deleteFrom("comments").where("author_id", "=", accountId)
    .where("post_id", "in", posts).execute();
  await tx.deleteFrom("posts").where("author_id", "=", accountId)
    .where("family_id", "=", familyId).execute();
}
