import type { Comment, Post } from "../../shared/contract/journal.ts";
import type { Db } from "../database/database.ts";
import { listCommentsByPost } from "../journal/comments.ts";
import { listPostsOf } from "../journal/posts.ts";
import { listReactionsByPost, type NamedReaction } from "../journal/reactions.ts";

/** What is exported, for whom, and when. */
export interface Export {
  readonly family: { readonly id: string; readonly name: string };
  /** Of the member who exports. */
  readonly accountId: string;
  readonly now: Date;
}

/** A post with all that stands under it. */
export interface ExportedPost extends Omit<Post, "my_reaction" | "reactions" | "comments"> {
  readonly reactions: readonly NamedReaction[];
  readonly comments: readonly Comment[];
}

/** Posts that are read at once; each may have a thousand comments. */
const POSTS_AT_ONCE = 20;

/** The posts of a journal, the newest first, without holding more than a few. */
export async function* readJournal(
  db: Db,
  { family, accountId }: Pick<Export, "family" | "accountId">,
): AsyncGenerator<ExportedPost> {
  let cursor: string | undefined;
  do {
    const query = { familyId: family.id, accountId, limit: POSTS_AT_ONCE, cursor };
    const { items, next } = await listPostsOf(db, query);
    const ids = items.map(({ id }) => id);
    const comments = await listCommentsByPost(db, ids);
    const reactions = await listReactionsByPost(db, ids);
    for (const { my_reaction: _, ...post } of items) {
      yield {
        ...post,
        reactions: reactions.get(post.id) ?? [],
        comments: comments.get(post.id) ?? [],
      };
    }
    cursor = next;
  } while (cursor !== undefined);
}
