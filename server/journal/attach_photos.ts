import type { Transaction } from "kysely";
import type { PhotoChoice } from "../../shared/contract/photos.ts";
import type { Tables } from "../database/tables.ts";
import { refuseErrors } from "../http/check_fields.ts";
import { attachPhoto, deletePhotosExcept, listPhotosForPost } from "../photos/photos.ts";

/** A post, and who writes it. */
interface WrittenPost {
  readonly familyId: string;
  readonly postId: string;
  readonly authorId: string;
}

/**
 * Gives a post its photos, in the order in which they are named: those that its author has sent, or
 * that it has already. Others that it had are deleted.
 */
export async function attachPhotos(
  tx: Transaction<Tables>,
  post: WrittenPost,
  choices: readonly PhotoChoice[],
): Promise<void> {
  const ids = choices.map(({ id }) => id);
  const usable = new Map((await listPhotosForPost(tx, post, ids)).map((row) => [row.id, row]));
  refuseErrors(choices.flatMap(({ id }, at) =>
    ids.indexOf(id) === at && usable.has(id) ? [] : [{
      field: `photos.${at}.id`,
      code: "unknown",
      message: "There is no such photo of yours, or it is in a post. Send it again.",
    }]
  ));
  await deletePhotosExcept(tx, post.postId, ids);
  for (const [position, { id, caption }] of choices.entries()) {
    await attachPhoto(tx, {
      id,
      post_id: post.postId,
      position,
      caption: caption === undefined ? usable.get(id)!.caption : caption,
    });
  }
}
