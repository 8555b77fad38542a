import type { Insertable, Transaction } from "kysely";
import type { Db } from "../database/database.ts";
import type { PhotoUploadsTable, Tables } from "../database/tables.ts";

/** Whether a member has sent so many photos to a family since a moment (ISO-8601, UTC). */
export async function hasSentPhotos(
  db: Db,
  { familyId, uploaderId, since, count }: {
    readonly familyId: string;
    readonly uploaderId: string;
    readonly since: string;
    readonly count: number;
  },
): Promise<boolean> {
  const row = await db.selectFrom("photo_uploads").select("photo_id")
    .where("uploader_id", "=", uploaderId)
    .where("family_id", "=", familyId).where("created_at", ">", since)
    .limit(1).offset(count - 1).executeTakeFirst();
  return row !== undefined;
}

/** Adds a photo to those that its member has sent, which deleting it does not change. */
export async function insertPhotoUpload(
  tx: Transaction<Tables>,
  row: Insertable<PhotoUploadsTable>,
): Promise<void> {
  await tx.insertInto("photo_uploads").values(row).execute();
}

/** Deletes what was noted of photos that were sent before a moment (ISO-8601, UTC). */
export async function deleteOldUploads(tx: Transaction<Tables>, before: string): Promise<void> {
  await tx.deleteFrom("photo_uploads").where("created_at", "<", before).execute();
}
