import type { Comment, Post } from "../../shared/contract/journal.ts";
import { CONTRACT } from "../../shared/contract/mod.ts";
import type { Page } from "../http/paging.ts";
import { mayDelete, mayEdit } from "../journal/rules.ts";
import { formatMoment } from "./dates.ts";
import { Field, PostForm } from "./form.tsx";
import { MoreLink } from "./more_link.tsx";
import { isNew, type News } from "./news.ts";
import { getOwnFamily } from "./own_family.ts";
import type { SignedInRequest, WebDeps } from "./page.ts";
import { Portrait } from "./portrait.tsx";
import { LinkedText, NewMark } from "./post.tsx";
import type { FormState } from "./submit.ts";
import { WORDS } from "./words.ts";

const { text: COMMENT } = CONTRACT.createComment.body.schema.properties;

/** Comments that one can look over, so that the form below them needs no way to it. */
const FEW_COMMENTS = 5;

interface CommentsProps {
  readonly web: WebDeps;
  readonly request: SignedInRequest;
  readonly post: Post;
  readonly postPath: string;
  readonly comments: Page<Comment>;
  readonly news: News;
  /** Of the form for one more. */
  readonly state: FormState;
}

/** The comments of a post, and where one writes another. */
export function Comments({ web, request, post, postPath, comments, news, state }: CommentsProps) {
  const { journal: words } = WORDS;
  const { role: actor } = getOwnFamily(request);
  return (
    <section>
      <h2>{words.commentsTitle}</h2>
      {comments.items.length > FEW_COMMENTS && (
        <p class="actions">
          <a href="#write">{words.writeComment}</a>
          {comments.next !== undefined && (
            <a href={`${postPath}?comments=last`}>{words.lastComments}</a>
          )}
        </p>
      )}
      <ul class="list">
        {comments.items.map((comment) => {
          const action = { actor, actorId: request.profile.id, authorId: comment.author.id };
          const path = `${postPath}/comments/${comment.id}`;
          const isMine = mayEdit(action);
          const mayGo = mayDelete({ ...action, postAuthorId: post.author.id });
          return (
            <li id={`comment-${comment.id}`}>
              <CommentText {...{ web, comment }} isNew={isNew(news, comment)} />
              {(isMine || mayGo) && (
                <p class="actions">
                  {isMine && <a href={`${path}/edit`}>{words.editComment}</a>}
                  {mayGo && <a href={`${path}/delete`}>{words.deleteComment}</a>}
                </p>
              )}
            </li>
          );
        })}
      </ul>
      <MoreLink path={postPath} next={comments.next} />
      <div id="write">
        <PostForm web={web} action={`${postPath}/comments`} submit={words.say} state={state}>
          <CommentField state={state} />
        </PostForm>
      </div>
    </section>
  );
}

interface CommentFieldProps {
  readonly state: FormState;
  /** Shown until something else is typed. */
  readonly value?: string;
}

/** Where the words of a comment are typed. */
export function CommentField({ state, value }: CommentFieldProps) {
  return (
    <Field
      state={state}
      name="text"
      label={WORDS.journal.commentText}
      schema={COMMENT}
      autocomplete="off"
      value={value}
      isLong
    />
  );
}

interface CommentTextProps {
  readonly web: WebDeps;
  readonly comment: Comment;
  readonly isNew?: boolean;
}

/** What a comment says, and who wrote it when. */
export function CommentText({ web, comment, isNew }: CommentTextProps) {
  const { author, text, created_at, edited_at } = comment;
  const { journal: words } = WORDS;
  return (
    <>
      <div class="by">
        <Portrait name={author.name} id={author.id ?? author.name} />
        <span class="who">
          <strong dir="auto">{author.name}</strong>
          <span class="quiet">
            <time datetime={created_at}>{formatMoment(created_at, web.auth.config.timeZone)}</time>
            {author.id === null && ` · ${words.hasLeft}`}
            {edited_at !== null && ` · ${words.edited}`}
          </span>
        </span>
        {isNew && <NewMark />}
      </div>
      <p class="words" dir="auto">
        <LinkedText text={text} />
      </p>
    </>
  );
}
