import { type Comment, MAX_COMMENTS } from "../../shared/contract/journal.ts";
import type { Reply } from "../../shared/contract/mod.ts";
import { getAccount } from "../auth/accounts.ts";
import { newId } from "../database/ids.ts";
import { addToLog } from "../families/family_log.ts";
import type { Deps } from "../http/deps.ts";
import type { CheckedRequest } from "../http/handler.ts";
import type { Page } from "../http/paging.ts";
import { Problem } from "../http/problem.ts";
import {
  deleteCommentRow,
  getComment,
  getCommentRow,
  hasComments,
  insertComment,
  listCommentsOf,
  updateCommentRow,
} from "./comments.ts";
import { reachPost } from "./reach_post.ts";
import { mayDelete, mayEdit } from "./rules.ts";

/** The comments of a post, the oldest first. */
export async function listComments(
  { db }: Deps,
  { caller, params: { post_id }, query }: CheckedRequest<"listComments">,
): Promise<Page<Comment>> {
  await reachPost(db, caller, post_id);
  return await listCommentsOf(db, post_id, query);
}

/** Says something to a post. */
export async function createComment(
  deps: Deps,
  { caller, params: { post_id }, body: { text }, log }: CheckedRequest<"createComment">,
): Promise<Reply<"createComment">> {
  const { accountId } = caller;
  const id = newId(deps);
  const comment = await deps.transaction(async (tx) => {
    const { post: { family_id } } = await reachPost(tx, caller, post_id);
    if (await hasComments(tx, post_id, MAX_COMMENTS)) throw new Problem("too_many_comments");
    const { name: author_name } = await getAccount(tx, accountId);
    const created_at = deps.now().toISOString();
    const comment = { id, post_id, author_id: accountId, author_name, text, created_at };
    await insertComment(tx, family_id, comment);
    return await getComment(tx, id);
  });
  log.info("comment written", { account_id: accountId, post_id, comment_id: id });
  return comment;
}

/** Changes what one's own comment says. */
export async function updateComment(
  deps: Deps,
  { caller, params: { comment_id }, body: { text }, log }: CheckedRequest<"updateComment">,
): Promise<Reply<"updateComment">> {
  const { accountId: actorId } = caller;
  const comment = await deps.transaction(async (tx) => {
    const row = await getCommentRow(tx, comment_id);
    const { role: actor, post } = await reachPost(tx, caller, row.post_id);
    if (!mayEdit({ actor, actorId, authorId: row.author_id })) throw new Problem("forbidden");
    if (text !== row.text) {
      const edited_at = deps.now().toISOString();
      await updateCommentRow(tx, post.family_id, { ...row, text, edited_at });
    }
    return await getComment(tx, comment_id);
  });
  log.info("comment changed", { account_id: actorId, comment_id });
  return comment;
}

/** Deletes a comment, at once and for good. */
export async function deleteComment(
  deps: Deps,
  { caller, params: { comment_id }, log }: CheckedRequest<"deleteComment">,
): Promise<undefined> {
  const { accountId: actorId } = caller;
  await deps.transaction(async (tx) => {
    const { author_id: authorId, post_id } = await getCommentRow(tx, comment_id);
    const { post, role: actor } = await reachPost(tx, caller, post_id);
    if (!mayDelete({ actor, actorId, authorId, postAuthorId: post.author_id })) {
      throw new Problem("forbidden");
    }
    await deleteCommentRow(tx, comment_id);
    if (authorId !== actorId) {
      const entry = { familyId: post.family_id, event: "comment_deleted", actorId } as const;
      await addToLog(deps, tx, { ...entry, memberId: authorId ?? undefined });
    }
  });
  log.info("comment deleted", { account_id: actorId, comment_id });
}
