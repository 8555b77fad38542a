import { MAX_POSTS_A_DAY, type Post } from "../../shared/contract/journal.ts";
import type { Reply } from "../../shared/contract/mod.ts";
import { getAccount } from "../auth/accounts.ts";
import { getOwnRole } from "../auth/memberships.ts";
import { newId } from "../database/ids.ts";
import { DAY, timestampBefore } from "../database/timestamps.ts";
import { addToLog } from "../families/family_log.ts";
import { refuseErrors } from "../http/check_fields.ts";
import type { Deps } from "../http/deps.ts";
import type { CheckedRequest, MadeResult } from "../http/handler.ts";
import type { Page } from "../http/paging.ts";
import { Problem } from "../http/problem.ts";
import { addDays, latestDay } from "../people/days.ts";
import { attachPhotos } from "./attach_photos.ts";
import {
  deletePostRow,
  findPostOnce,
  getPostFor,
  hasWritten,
  insertPost,
  listPostsOf,
  updatePostRow,
} from "./posts.ts";
import { reachPost } from "./reach_post.ts";
import { listEmptyErrors, listHappenedErrors, mayDelete, mayEdit } from "./rules.ts";

/** The posts of a family's journal. */
export async function listPosts(
  { db }: Deps,
  { caller, params: { family_id: familyId }, query }: CheckedRequest<"listPosts">,
): Promise<Page<Post>> {
  await getOwnRole(db, familyId, caller);
  return await listPostsOf(db, { ...query, familyId, accountId: caller.accountId });
}

/** One post. */
export async function getPost(
  { db }: Deps,
  { caller, params: { post_id } }: CheckedRequest<"getPost">,
): Promise<Reply<"getPost">> {
  await reachPost(db, caller, post_id);
  return await getPostFor(db, post_id, caller.accountId);
}

/** Tells the family something. */
export async function createPost(
  deps: Deps,
  { caller, params: { family_id: familyId }, body, log }: CheckedRequest<"createPost">,
): Promise<MadeResult<Post>> {
  const { text = "", happened_on = null, photos = [], once = null } = body;
  const { accountId } = caller;
  await getOwnRole(deps.db, familyId, caller); // a stranger is not told what is wrong with dates
  const now = deps.now();
  refuseErrors([
    ...listHappenedErrors(happened_on, addDays(latestDay(now), 1)),
    ...listEmptyErrors(text, photos),
  ]);
  const id = newId(deps);
  const result = await deps.transaction(async (tx) => {
    await getOwnRole(tx, familyId, caller);
    const first = once === null ? undefined : await findPostOnce(tx, familyId, once);
    if (first) {
      if (first.author_id !== accountId) throw new Problem("not_found");
      return { made: await getPostFor(tx, first.id, accountId), isRepeat: true };
    }
    const since = timestampBefore(now, DAY);
    const written = { familyId, authorId: accountId, since, count: MAX_POSTS_A_DAY };
    if (await hasWritten(tx, written)) throw new Problem("too_many_posts");
    const created_at = now.toISOString();
    await insertPost(tx, {
      id,
      family_id: familyId,
      author_id: accountId,
      author_name: (await getAccount(tx, accountId)).name,
      text,
      happened_on,
      happened_key: happened_on ?? created_at.slice(0, 10),
      once,
      created_at,
    });
    await attachPhotos(tx, { familyId, postId: id, authorId: accountId }, photos);
    return { made: await getPostFor(tx, id, accountId), isRepeat: false };
  });
  const { made: { id: post_id }, isRepeat } = result;
  if (!isRepeat) log.info("post written", { account_id: accountId, family_id: familyId, post_id });
  return result;
}

/** Changes what one's own post says. */
export async function updatePost(
  deps: Deps,
  { caller, params: { post_id }, body, log }: CheckedRequest<"updatePost">,
): Promise<Reply<"updatePost">> {
  const { accountId: actorId } = caller;
  const post = await deps.transaction(async (tx) => {
    const { post, role: actor } = await reachPost(tx, caller, post_id);
    if (!mayEdit({ actor, actorId, authorId: post.author_id })) throw new Problem("forbidden");
    const now = deps.now();
    const { text = post.text, happened_on = post.happened_on } = body;
    const before = await getPostFor(tx, post_id, actorId);
    refuseErrors([
      ...listHappenedErrors(happened_on, addDays(latestDay(now), 1)),
      ...listEmptyErrors(text, body.photos ?? before.photos),
    ]);
    if (body.photos) {
      const written = { familyId: post.family_id, postId: post_id, authorId: actorId };
      await attachPhotos(tx, written, body.photos);
    }
    const after = await getPostFor(tx, post_id, actorId);
    const hasOtherPhotos = JSON.stringify(after.photos) !== JSON.stringify(before.photos);
    if (text !== post.text || happened_on !== post.happened_on || hasOtherPhotos) {
      await updatePostRow(tx, {
        ...post,
        text,
        happened_on,
        happened_key: happened_on ?? post.created_at.slice(0, 10),
        edited_at: now.toISOString(),
      });
    }
    return await getPostFor(tx, post_id, actorId);
  });
  log.info("post changed", { account_id: actorId, post_id });
  return post;
}

/** Deletes a post with all that stands under it, at once and for good. */
export async function deletePost(
  deps: Deps,
  { caller, params: { post_id }, log }: CheckedRequest<"deletePost">,
): Promise<undefined> {
  const { accountId: actorId } = caller;
  await deps.transaction(async (tx) => {
    const { post, role: actor } = await reachPost(tx, caller, post_id);
    const { author_id: authorId, family_id: familyId } = post;
    if (!mayDelete({ actor, actorId, authorId })) throw new Problem("forbidden");
    await deletePostRow(tx, post_id);
    if (authorId !== actorId) {
      const memberId = authorId ?? undefined;
      await addToLog(deps, tx, { familyId, event: "post_deleted", actorId, memberId });
    }
  });
  log.info("post deleted", { account_id: actorId, post_id });
}
