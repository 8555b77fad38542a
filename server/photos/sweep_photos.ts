import { DAY, HOUR, timestampBefore } from "../database/timestamps.ts";
import type { PhotoDeps } from "./deps.ts";
import { deleteOldUploads } from "./photo_uploads.ts";
import { deleteUnpostedPhotos, findUsedFiles } from "./photos.ts";

/** Milliseconds for which a picture waits to be posted, and a file for its photo. */
const WAITING_TIME = DAY;

/** Milliseconds after which what is being sent was left behind by a server that has ended. */
const DRAFT_TIMEOUT = HOUR;

/**
 * Deletes photos that nobody has posted, and files that belong to no photo any more. `time` is
 * cautious: never later than now.
 */
export async function sweepPhotos(
  { db, transaction, photoFolder }: Pick<PhotoDeps, "db" | "transaction" | "photoFolder">,
  time: Date,
): Promise<void> {
  await transaction(async (tx) => {
    await deleteUnpostedPhotos(tx, timestampBefore(time, WAITING_TIME));
    await deleteOldUploads(tx, timestampBefore(time, DAY));
  });
  if (!photoFolder) return;
  await photoFolder.removeOldDrafts(before(time, DRAFT_TIMEOUT));
  const oldest = before(time, WAITING_TIME);
  for await (const hashes of photoFolder.listOld(oldest)) {
    const used = await findUsedFiles(db, hashes);
    for (const hash of hashes) if (!used.has(hash)) await photoFolder.removeOld(hash, oldest);
  }
}

function before(time: Date, milliseconds: number): Date {
  return new Date(time.getTime() - milliseconds);
}
