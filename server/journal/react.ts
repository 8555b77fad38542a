import type { Deps } from "../http/deps.ts";
import type { CheckedRequest } from "../http/handler.ts";
import { reachPost } from "./reach_post.ts";
import { deleteReaction, upsertReaction } from "./reactions.ts";

/** Reacts to a post, or in another way than before. */
export async function setReaction(
  { transaction, now }: Deps,
  { caller, params: { post_id: postId }, body: { kind } }: CheckedRequest<"setReaction">,
): Promise<undefined> {
  const { accountId } = caller;
  await transaction(async (tx) => {
    await reachPost(tx, caller, postId);
    await upsertReaction(tx, { postId, accountId }, { kind, at: now().toISOString() });
  });
}

/** Takes the caller's reaction to a post back. */
export async function removeReaction(
  { transaction }: Deps,
  { caller, params: { post_id: postId } }: CheckedRequest<"removeReaction">,
): Promise<undefined> {
  const { accountId } = caller;
  await transaction(async (tx) => {
    await reachPost(tx, caller, postId);
    await deleteReaction(tx, { postId, accountId });
  });
}
