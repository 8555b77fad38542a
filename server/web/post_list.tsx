import type { Post } from "../../shared/contract/journal.ts";
import type { Page } from "../http/paging.ts";
import { type JournalView, writeView } from "./journal_view.tsx";
import { MoreLink } from "./more_link.tsx";
import type { News } from "./news.ts";
import { getOwnFamily } from "./own_family.ts";
import type { SignedInRequest, WebDeps } from "./page.ts";
import { PostCard } from "./post.tsx";

interface PostListProps {
  readonly web: WebDeps;
  readonly request: SignedInRequest;
  readonly view: JournalView;
  readonly posts: Page<Post>;
  /** Left out where nobody asks what is new. */
  readonly news?: News;
}

/** The posts of a view, and the way to the next ones. By time, years stand above their posts. */
export function PostList({ web, request, view, posts, news }: PostListProps) {
  const { after: _, ...query } = view;
  const list = writeView(view);
  return (
    <>
      {posts.items.map((post, at) => (
        <>
          {view.order === "happened" && yearOf(post) !== yearOf(posts.items[at - 1]) && (
            <h2 class="year">{yearOf(post)}</h2>
          )}
          <PostCard {...{ web, post, list, news }} ownId={request.profile.id} />
        </>
      ))}
      <MoreLink
        path={`/f/${getOwnFamily(request).id}/journal`}
        query={query}
        next={posts.next}
      />
    </>
  );
}

/** The year that a post is sorted by. */
function yearOf(post: Post | undefined): string | undefined {
  return (post?.happened_on ?? post?.created_at)?.slice(0, 4);
}
