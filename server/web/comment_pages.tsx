import { Problem } from "../http/problem.ts";
import { mayDelete, mayEdit } from "../journal/rules.ts";
import { CommentField, CommentText } from "./comments.tsx";
import { PostForm } from "./form.tsx";
import { getOwnFamily, getPathId } from "./own_family.ts";
import {
  type PageResult,
  redirectTo,
  type ShownPage,
  type SignedInRequest,
  type WebDeps,
} from "./page.ts";
import { findCommentsPage, getPathComment, pathOfComment } from "./path_comment.ts";
import { getPathPost } from "./path_post.ts";
import { showPostPage } from "./post_page.tsx";
import { showProblemPage } from "./problem_page.tsx";
import { type FormState, freshForm, submit } from "./submit.ts";
import { WORDS } from "./words.ts";

/** `POST /f/{family}/journal/{post}/comments` */
export async function submitWriteComment(
  web: WebDeps,
  request: SignedInRequest,
): Promise<PageResult> {
  const { form: { text = "" }, callOnce } = request;
  const { id: post_id, path } = await getPathPost(request);
  return await submit(web, request, {
    act: async () => {
      const body = { text: text.trim() };
      const { id } = await callOnce("createComment", { params: { post_id }, body });
      const { after } = await findCommentsPage(request, post_id, { id });
      return redirectTo(pathOfComment(path, after, id));
    },
    refuse: (state) => showPostPage(web, request, state),
    done: redirectTo(path),
  });
}

/** `GET /f/{family}/journal/{post}/comments/{comment}/edit` */
export async function showEditComment(web: WebDeps, request: SignedInRequest): Promise<PageResult> {
  return await showEditPage(web, request, freshForm());
}

/** `POST /f/{family}/journal/{post}/comments/{comment}/edit` */
export async function submitEditComment(
  web: WebDeps,
  request: SignedInRequest,
): Promise<PageResult> {
  const { form: { text = "" }, callOnce } = request;
  const { comment: { id: comment_id }, place } = await getPathComment(request);
  return await submit(web, request, {
    act: async () => {
      await callOnce("updateComment", { params: { comment_id }, body: { text: text.trim() } });
    },
    refuse: (state) => showEditPage(web, request, state),
    done: redirectTo(place),
  });
}

async function showEditPage(
  web: WebDeps,
  request: SignedInRequest,
  state: FormState,
): Promise<ShownPage> {
  const { comment, post, place } = await getPathComment(request);
  if (!mayEdit(toAction(request, comment.author.id))) throw new Problem("forbidden");
  const { journal: words } = WORDS;
  return {
    kind: "page",
    status: state.status,
    title: words.editComment,
    familyId: post.family_id,
    content: (
      <section class="card">
        <h1>{words.editComment}</h1>
        <PostForm web={web} action={request.path} submit={words.save} state={state}>
          <CommentField state={state} value={comment.text} />
        </PostForm>
        <p>
          <a href={place}>{WORDS.cancel}</a>
        </p>
      </section>
    ),
  };
}

/** `GET /f/{family}/journal/{post}/comments/{comment}/delete`: asks once more. */
export async function askToDeleteComment(
  web: WebDeps,
  request: SignedInRequest,
): Promise<PageResult> {
  const { comment, post, place } = await getPathComment(request);
  const action = { ...toAction(request, comment.author.id), postAuthorId: post.author.id };
  if (!mayDelete(action)) throw new Problem("forbidden");
  const { journal: words } = WORDS;
  return {
    kind: "page",
    title: words.deleteCommentTitle,
    familyId: post.family_id,
    content: (
      <section class="card">
        <h1>{words.deleteCommentTitle}</h1>
        <div class="slip">
          <CommentText {...{ web, comment }} />
        </div>
        <p>{words.deleteCommentLead}</p>
        <PostForm
          web={web}
          action={request.path}
          submit={words.deleteComment}
          isDangerous
        />
        <p>
          <a href={place}>{WORDS.cancel}</a>
        </p>
      </section>
    ),
  };
}

/** `POST /f/{family}/journal/{post}/comments/{comment}/delete` */
export async function submitDeleteComment(
  web: WebDeps,
  request: SignedInRequest,
): Promise<PageResult> {
  const { id: post_id, path, family_id } = await getPathPost(request);
  const comment_id = getPathId(request, "comment_id");
  return await submit(web, request, {
    act: async () => {
      // Inside: it is gone the second time.
      const { after } = await findCommentsPage(request, post_id, { id: comment_id });
      await request.callOnce("deleteComment", { params: { comment_id } });
      return redirectTo(pathOfComment(path, after));
    },
    refuse: (state) => showProblemPage(state, family_id),
    done: redirectTo(path),
  });
}

/** What decides whether the one who looks may change or delete what somebody has written. */
function toAction(request: SignedInRequest, authorId: string | null) {
  return { actor: getOwnFamily(request).role, actorId: request.profile.id, authorId };
}
