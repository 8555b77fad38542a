import type { Comment, Post } from "../../shared/contract/journal.ts";
import type { Page } from "../http/paging.ts";
import { Problem } from "../http/problem.ts";
import { getPathId } from "./own_family.ts";
import type { SignedInRequest } from "./page.ts";
import { getPathPost } from "./path_post.ts";

/** A page of the comments of a post. */
interface CommentsPage {
  readonly comments: Page<Comment>;
  /** Where it begins; `undefined` for the first. */
  readonly after: string | undefined;
}

/** A comment with its post. */
interface PathComment {
  readonly comment: Comment;
  readonly post: Post;
  /** Of the post's page. */
  readonly postPath: string;
  /** Where the comment stands on it. */
  readonly place: string;
}

/** The page with a comment of a post, or the last page. A post has at most ten. */
export async function findCommentsPage(
  { call }: SignedInRequest,
  post_id: string,
  which: "last" | { readonly id: string },
): Promise<CommentsPage> {
  let after: string | undefined;
  while (true) {
    const comments = await call("listComments", {
      params: { post_id },
      query: after === undefined ? {} : { cursor: after },
    });
    const isFound = which === "last"
      ? comments.next === undefined
      : comments.items.some(({ id }) => id === which.id);
    if (isFound) return { comments, after };
    if (comments.next === undefined) throw new Problem("not_found");
    after = comments.next;
  }
}

/** The comment in the path of a page, which is one to the post there. */
export async function getPathComment(request: SignedInRequest): Promise<PathComment> {
  const { path: postPath, ...post } = await getPathPost(request);
  const id = getPathId(request, "comment_id");
  const { comments, after } = await findCommentsPage(request, post.id, { id });
  const comment = comments.items.find((one) => one.id === id)!; // it is on that page
  return { comment, post, postPath, place: pathOfComment(postPath, after, id) };
}

/** Where a comment stands on the page of its post; or the page itself, where it stood. */
export function pathOfComment(postPath: string, after: string | undefined, id?: string): string {
  const query = after === undefined ? "" : `?${new URLSearchParams({ after })}`;
  return `${postPath}${query}${id === undefined ? "" : `#comment-${id}`}`;
}
