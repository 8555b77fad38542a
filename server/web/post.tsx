import type { Post, ReactionKind } from "../../shared/contract/journal.ts";
import { newId } from "../database/ids.ts";
import { formatMoment, formatPartialDate } from "./dates.ts";
import { anchorOf } from "./journal_view.tsx";
import { hasNewComments, isNew, type News } from "./news.ts";
import type { WebDeps } from "./page.ts";
import { Photos } from "./photos.tsx";
import { Portrait } from "./portrait.tsx";
import { fillIn, fillInCount, WORDS } from "./words.ts";

interface PostProps {
  readonly web: WebDeps;
  readonly post: Post;
  /** The account that looks. */
  readonly ownId: string;
  /** Left out where nobody asks what is new. */
  readonly news?: News;
  /** The view in whose list it stands; left out where the page is about this post alone. */
  readonly list?: string;
}

/** A post with its reactions, and the way to its comments. */
export function PostCard({ web, post, ownId, news, list }: PostProps) {
  const { id, family_id, author, text, happened_on, comments, edited_at } = post;
  const { journal: words } = WORDS;
  const path = `/f/${family_id}/journal/${id}`;
  const when = formatMoment(post.created_at, web.auth.config.timeZone);
  return (
    <article class="card post" id={list === undefined ? undefined : anchorOf(id)}>
      <header class="by">
        <Portrait name={author.name} id={author.id ?? author.name} />
        <span class="who">
          <strong dir="auto">{author.name}</strong>
          <span class="quiet">
            <time datetime={post.created_at}>{when}</time>
            {author.id === null && ` · ${words.hasLeft}`}
            {edited_at !== null && ` · ${words.edited}`}
          </span>
        </span>
        {news && isNew(news, post) && <span class="badge">{words.new}</span>}
      </header>
      {happened_on !== null && (
        <p class="happened">{fillIn(words.happened, { date: formatPartialDate(happened_on) })}</p>
      )}
      {text !== "" && (
        <p class="words" dir="auto">
          <LinkedText text={text} />
        </p>
      )}
      <Photos web={web} post={post} />
      {author.id === ownId && <DescribeLink post={post} path={path} />}
      <Reactions {...{ web, post, path, list }} />
      {list !== undefined && (
        <p class="actions">
          <a href={path}>
            {comments === 0 ? words.comment : fillIn(words.comments, { count: comments })}
          </a>
          {news && hasNewComments(news, post) && <NewMark />}
        </p>
      )}
    </article>
  );
}

/** Leads an author to where one says what the photos show, while one of them has no words. */
function DescribeLink({ post: { photos }, path }: { readonly post: Post; readonly path: string }) {
  const undescribed = photos.find(({ caption }) => caption === null);
  if (!undescribed) return null;
  return (
    <p>
      <a href={`${path}/edit#photo-${undescribed.id}`}>
        {fillInCount(WORDS.photos.describe, photos.length)}
      </a>
    </p>
  );
}

/** Says of what stands beside it that it is new. */
export function NewMark() {
  return <span class="new">{WORDS.journal.new}</span>;
}

/** A text in which addresses of the web can be followed. Nothing is fetched from there. */
export function LinkedText({ text }: { readonly text: string }) {
  return (
    <>
      {text.split(/(https:\/\/[^\s<>"]+[^\s<>".,;:!?)])/).map((piece) =>
        piece.startsWith("https://")
          ? <a href={piece} rel="noopener noreferrer nofollow">{piece}</a>
          : piece
      )}
    </>
  );
}

/** The sign of each reaction. */
export const REACTION_SIGNS: Readonly<Record<ReactionKind, string>> = {
  heart: "❤️",
  laugh: "😄",
  wow: "😮",
  hug: "🤗",
  thanks: "🙏",
};

/** One tap reacts; a tap on one's own reaction takes it back. Either leads back to where one was. */
function Reactions(
  { web, post, path, list }: Omit<PostProps, "news" | "ownId"> & { readonly path: string },
) {
  return (
    <form method="post" action={`${path}/reaction`} class="reactions">
      <input type="hidden" name="once" value={newId(web.auth)} />
      {list !== undefined && <input type="hidden" name="list" value={list} />}
      {Object.entries(REACTION_SIGNS).map(([kind, sign]) => {
        const count = post.reactions[kind as ReactionKind] ?? 0;
        const isMine = post.my_reaction === kind;
        const name = WORDS.reactions[kind as ReactionKind];
        return (
          <button
            type="submit"
            name="kind"
            value={isMine ? "" : kind}
            aria-pressed={isMine ? "true" : "false"}
          >
            <span aria-hidden="true">{sign}</span> {count === 0 ? "" : `${count} `}
            <span class="unseen">{name}</span>
          </button>
        );
      })}
    </form>
  );
}
