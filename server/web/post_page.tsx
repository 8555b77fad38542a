import type { Comment, ReactionKind } from "../../shared/contract/journal.ts";
import { CONTRACT } from "../../shared/contract/mod.ts";
import { mayDelete, mayEdit } from "../journal/rules.ts";
import { formatMoment } from "./dates.ts";
import { Field, PostForm } from "./form.tsx";
import { pathOfView, readView } from "./journal_view.tsx";
import { MoreLink } from "./more_link.tsx";
import { getOwnFamily, getPathId } from "./own_family.ts";
import {
  type PageResult,
  redirectTo,
  type ShownPage,
  type SignedInRequest,
  type WebDeps,
} from "./page.ts";
import { getPathPost } from "./path_post.ts";
import { Portrait } from "./portrait.tsx";
import { LinkedText, PostCard } from "./post.tsx";
import { showProblemPage } from "./problem_page.tsx";
import { type FormState, freshForm, submit } from "./submit.ts";
import { fillIn, fillInCount, WORDS } from "./words.ts";

const { text: COMMENT } = CONTRACT.createComment.body.schema.properties;

/** `GET /f/{family}/journal/{post}` */
export async function showPost(web: WebDeps, request: SignedInRequest): Promise<PageResult> {
  return await showPostPage(web, request, freshForm());
}

/**
 * `POST /f/{family}/journal/{post}/reaction`: without a kind, takes the reaction back. Leads to the
 * post in the list where it was tapped, or to its own page.
 */
export async function submitReact(web: WebDeps, request: SignedInRequest): Promise<PageResult> {
  const { form: { kind = "", list }, callOnce } = request;
  const { id: post_id, family_id, path } = await getPathPost(request);
  const params = { post_id };
  return await submit(web, request, {
    act: async () => {
      if (kind === "") await callOnce("removeReaction", { params });
      else await callOnce("setReaction", { params, body: { kind: kind as ReactionKind } }); // checked
    },
    refuse: (state) => showProblemPage(state, family_id),
    done: redirectTo(
      list === undefined
        ? path
        : pathOfView(family_id, readView(new URLSearchParams(list)), post_id),
    ),
  });
}

/** `POST /f/{family}/journal/{post}/comments` */
export async function submitWriteComment(
  web: WebDeps,
  request: SignedInRequest,
): Promise<PageResult> {
  const { form: { text = "" }, callOnce } = request;
  const { id: post_id, path } = await getPathPost(request);
  return await submit(web, request, {
    act: async () => {
      await callOnce("createComment", { params: { post_id }, body: { text: text.trim() } });
    },
    refuse: (state) => showPostPage(web, request, state),
    done: redirectTo(path),
  });
}

/** `POST /f/{family}/journal/{post}/comments/{comment}/delete` */
export async function submitDeleteComment(
  web: WebDeps,
  request: SignedInRequest,
): Promise<PageResult> {
  const { path, family_id } = await getPathPost(request);
  const comment_id = getPathId(request, "comment_id");
  return await submit(web, request, {
    act: async () => {
      await request.callOnce("deleteComment", { params: { comment_id } });
    },
    refuse: (state) => showProblemPage(state, family_id),
    done: redirectTo(path),
  });
}

/** `GET /f/{family}/journal/{post}/delete`: asks once more. */
export async function askToDeletePost(
  web: WebDeps,
  request: SignedInRequest,
): Promise<PageResult> {
  const { family_id, path, comments } = await getPathPost(request);
  const { journal: words } = WORDS;
  return {
    kind: "page",
    title: words.deleteTitle,
    familyId: family_id,
    content: (
      <section class="card">
        <h1>{words.deleteTitle}</h1>
        <p>{fillInCount(words.deleteLead, comments)}</p>
        <PostForm web={web} action={`${path}/delete`} submit={words.delete} isDangerous />
        <p>
          <a href={path}>{WORDS.cancel}</a>
        </p>
      </section>
    ),
  };
}

/** `POST /f/{family}/journal/{post}/delete` */
export async function submitDeletePost(
  web: WebDeps,
  request: SignedInRequest,
): Promise<PageResult> {
  const { id: family_id } = getOwnFamily(request);
  return await submit(web, request, {
    act: async () => {
      const { id: post_id } = await getPathPost(request); // inside: it is gone the second time
      await request.callOnce("deletePost", { params: { post_id } });
    },
    refuse: (state) => showProblemPage(state, family_id),
    done: redirectTo(`/f/${family_id}/journal`),
  });
}

async function showPostPage(
  web: WebDeps,
  request: SignedInRequest,
  state: FormState,
): Promise<ShownPage> {
  const { role: actor } = getOwnFamily(request);
  const { path, ...post } = await getPathPost(request);
  const cursor = request.query.get("after") ?? undefined;
  const { items, next } = await request.call("listComments", {
    params: { post_id: post.id },
    query: cursor === undefined ? {} : { cursor },
  });
  const { journal: words } = WORDS;
  const action = { actor, actorId: request.profile.id, authorId: post.author.id };
  return {
    kind: "page",
    status: state.status,
    title: fillIn(words.postTitle, { author: post.author.name }),
    familyId: post.family_id,
    content: (
      <>
        <h1 class="unseen">{words.title}</h1>
        <PostCard {...{ web, post }} />
        <p class="actions">
          {mayEdit(action) && <a href={`${path}/edit`}>{words.edit}</a>}
          {mayDelete(action) && <a href={`${path}/delete`}>{words.delete}</a>}
        </p>
        <section>
          <h2>{words.commentsTitle}</h2>
          <ul class="list">
            {items.map((comment) => (
              <CommentEntry
                {...{ web, comment, path }}
                mayDelete={mayDelete({
                  ...action,
                  authorId: comment.author.id,
                  postAuthorId: post.author.id,
                })}
              />
            ))}
          </ul>
          <MoreLink path={request.path} next={next} />
          <PostForm web={web} action={`${path}/comments`} submit={words.say} state={state}>
            <Field
              state={state}
              name="text"
              label={words.commentText}
              schema={COMMENT}
              autocomplete="off"
              isLong
            />
          </PostForm>
        </section>
      </>
    ),
  };
}

interface CommentEntryProps {
  readonly web: WebDeps;
  readonly comment: Comment;
  /** Of the post's page. */
  readonly path: string;
  readonly mayDelete: boolean;
}

function CommentEntry({ web, comment, path, mayDelete }: CommentEntryProps) {
  const { id, author, text, created_at } = comment;
  const { journal: words } = WORDS;
  return (
    <li>
      <div class="by">
        <Portrait name={author.name} id={author.id ?? author.name} />
        <span class="who">
          <strong dir="auto">{author.name}</strong>
          <time class="quiet" datetime={created_at}>
            {formatMoment(created_at, web.auth.config.timeZone)}
          </time>
        </span>
      </div>
      <p class="words" dir="auto">
        <LinkedText text={text} />
      </p>
      {mayDelete && (
        <PostForm
          web={web}
          action={`${path}/comments/${id}/delete`}
          submit={words.deleteComment}
          isDangerous
        />
      )}
    </li>
  );
}
