import type { Comment, ReactionKind } from "../../shared/contract/journal.ts";
import type { Page } from "../http/paging.ts";
import { mayDelete, mayEdit } from "../journal/rules.ts";
import { Comments } from "./comments.tsx";
import { PostForm } from "./form.tsx";
import { pathOfView, readView } from "./journal_view.tsx";
import { fetchNews } from "./news.ts";
import { getOwnFamily } from "./own_family.ts";
import {
  type PageResult,
  redirectTo,
  type ShownPage,
  type SignedInRequest,
  type WebDeps,
} from "./page.ts";
import { findCommentsPage } from "./path_comment.ts";
import { getPathPost } from "./path_post.ts";
import { PostCard } from "./post.tsx";
import { showProblemPage } from "./problem_page.tsx";
import { type FormState, freshForm, submit } from "./submit.ts";
import { fillIn, fillInCount, WORDS } from "./words.ts";

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

/** The page of the post in the path, with the form for a comment as it is. */
export async function showPostPage(
  web: WebDeps,
  request: SignedInRequest,
  state: FormState,
): Promise<ShownPage> {
  const { path, ...post } = await getPathPost(request);
  const { journal: words } = WORDS;
  const { role: actor } = getOwnFamily(request);
  const action = { actor, actorId: request.profile.id, authorId: post.author.id };
  const comments = await listShownComments(request, post.id);
  const news = await fetchNews(request);
  return {
    kind: "page",
    status: state.status,
    title: fillIn(words.postTitle, { author: post.author.name }),
    familyId: post.family_id,
    content: (
      <>
        <h1 class="unseen">{words.title}</h1>
        <PostCard {...{ web, post }} ownId={request.profile.id} />
        {mayDelete(action) && (
          <p class="actions">
            {mayEdit(action) && <a href={`${path}/edit`}>{words.edit}</a>}
            <a href={`${path}/delete`}>{words.delete}</a>
          </p>
        )}
        <Comments {...{ web, request, post, comments, news, state }} postPath={path} />
      </>
    ),
  };
}

/** The comments of the page: from where its address says on, or the last. */
async function listShownComments(
  request: SignedInRequest,
  post_id: string,
): Promise<Page<Comment>> {
  const { query, call } = request;
  if (query.get("comments") === "last") {
    return (await findCommentsPage(request, post_id, "last")).comments;
  }
  const cursor = query.get("after") ?? undefined;
  return await call("listComments", {
    params: { post_id },
    query: cursor === undefined ? {} : { cursor },
  });
}
