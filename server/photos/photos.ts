import type { Insertable, Selectable, Transaction } from "kysely";
import type { PostPhoto } from "../../shared/contract/photos.ts";
import type { Db } from "../database/database.ts";
import { preparedQuery } from "../database/prepared_query.ts";
import type { PhotosTable, Tables } from "../database/tables.ts";
import type { Caller } from "../http/handler.ts";
import { Problem } from "../http/problem.ts";

/** A photo as it is stored. */
export type PhotoRow = Selectable<PhotosTable>;

/** A photo of a member's families; for others it does not exist. */
export async function getOwnPhoto(
  db: Db,
  photoId: string,
  { accountId }: Pick<Caller, "accountId">,
): Promise<Pick<PhotoRow, "family_id" | "post_id" | "uploader_id" | "sha256">> {
  const [row] = await listOwnPhotos(db, photoId, accountId);
  if (!row) throw new Problem("not_found");
  return row;
}

const listOwnPhotos = preparedQuery((db, photoId: string, accountId: string) =>
  db.selectFrom("photos")
    .innerJoin("members", (join) =>
      join.onRef("members.family_id", "=", "photos.family_id")
        .on("members.account_id", "=", accountId))
    .select(["photos.family_id", "photos.post_id", "photos.uploader_id", "photos.sha256"])
    .where("photos.id", "=", photoId)
);

/** The photos of posts in their order, by the posts' ids; a post without any is left out. */
export async function listPhotosByPost(
  db: Db,
  postIds: readonly string[],
): Promise<ReadonlyMap<string, readonly PhotoRow[]>> {
  if (postIds.length === 0) return new Map();
  const rows = await db.selectFrom("photos").selectAll().where("post_id", "in", postIds)
    .orderBy("position").execute();
  return Map.groupBy(rows, ({ post_id }) => post_id!); // as the query says
}

/** A photo of a post as the API shows it. */
export function toPostPhoto({ id, width, height, caption, taken_on }: PhotoRow): PostPhoto {
  return { id, width, height, caption, taken_on };
}

/** Those of some photos that a post may have: its author's that are in no post, and its own. */
export async function listPhotosForPost(
  tx: Transaction<Tables>,
  { familyId, postId, authorId }: {
    readonly familyId: string;
    readonly postId: string;
    readonly authorId: string;
  },
  ids: readonly string[],
): Promise<PhotoRow[]> {
  if (ids.length === 0) return [];
  return await tx.selectFrom("photos").selectAll().where("id", "in", ids)
    .where("family_id", "=", familyId).where("uploader_id", "=", authorId)
    .where((eb) => eb.or([eb("post_id", "is", null), eb("post_id", "=", postId)])).execute();
}

/** Puts a photo into a post. */
export async function attachPhoto(
  tx: Transaction<Tables>,
  { id, post_id, position, caption }: Pick<PhotoRow, "id" | "post_id" | "position" | "caption">,
): Promise<void> {
  await tx.updateTable("photos").set({ post_id, position, caption }).where("id", "=", id).execute();
}

/** Deletes the photos of a post, but those of some ids. */
export async function deletePhotosExcept(
  tx: Transaction<Tables>,
  postId: string,
  ids: readonly string[],
): Promise<void> {
  let others = tx.deleteFrom("photos").where("post_id", "=", postId);
  if (ids.length > 0) others = others.where("id", "not in", ids);
  await others.execute();
}

/** Adds a photo. */
export async function insertPhoto(
  tx: Transaction<Tables>,
  row: Insertable<PhotosTable>,
): Promise<void> {
  await tx.insertInto("photos").values(row).execute();
}

/** Those of some files, by the hash in their names, that are of a photo. */
export async function findUsedFiles(
  db: Db,
  hashes: readonly string[],
): Promise<ReadonlySet<string>> {
  if (hashes.length === 0) return new Set();
  const rows = await db.selectFrom("photos").select("sha256").where("sha256", "in", hashes)
    .execute();
  return new Set(rows.map(({ sha256 }) => sha256));
}

/** Deletes photos that have been in no post since a moment (ISO-8601, UTC). */
export async function deleteUnpostedPhotos(
  tx: Transaction<Tables>,
  before: string,
): Promise<void> {
  await tx.deleteFrom("photos").where("post_id", "is", null).where("created_at", "<", before)
    .execute();
}
