import { CONTRACT } from "../../shared/contract/mod.ts";
import { Field, PostForm } from "./form.tsx";
import { MoreLink } from "./more_link.tsx";
import { getOwnFamily } from "./own_family.ts";
import {
  type PageResult,
  redirectTo,
  type ShownPage,
  type SignedInRequest,
  type WebDeps,
} from "./page.ts";
import { assertPictures, listNewPhotos, PicturesField } from "./photos.tsx";
import { PostCard } from "./post.tsx";
import { showProblemPage } from "./problem_page.tsx";
import { SearchForm, showFinds } from "./search_posts.tsx";
import { type FormState, freshForm, submit } from "./submit.ts";
import { WORDS } from "./words.ts";

const FIELDS = CONTRACT.createPost.body.schema.properties;

/** Posts of one page of the journal. */
const SHOWN_POSTS = 20;

/** `GET /f/{family}/journal`: the newest posts, or those that words find. */
export async function showJournal(web: WebDeps, request: SignedInRequest): Promise<PageResult> {
  const q = request.query.get("q")?.trim() ?? "";
  if (q !== "") return await showFinds(web, request, q);
  return await showJournalPage(web, request, freshForm());
}

/** `POST /f/{family}/journal`: tells the family something. */
export async function submitWritePost(web: WebDeps, request: SignedInRequest): Promise<PageResult> {
  const { id: family_id } = getOwnFamily(request);
  const { form: { text = "", happened_on = "" }, pictures, callOnce } = request;
  const photos = listNewPhotos(request);
  const form = { ...request.form, photos: photos.join(",") }; // those that came are kept
  return await submit(web, { form }, {
    act: async () => {
      assertPictures(pictures, photos.length);
      const body = {
        text: text.trim(),
        photos: photos.map((id) => ({ id })),
        ...happened_on.trim() && { happened_on: happened_on.trim() },
      };
      await callOnce("createPost", { params: { family_id }, body });
    },
    refuse: (state) => showJournalPage(web, request, state),
    done: redirectTo(`/f/${family_id}/journal`),
  });
}

/** `POST /f/{family}/journal/seen`: everything that was shown has been read. */
export async function submitMarkSeen(web: WebDeps, request: SignedInRequest): Promise<PageResult> {
  const { id: family_id } = getOwnFamily(request);
  const { form: { until = "" }, callOnce } = request;
  return await submit(web, request, {
    act: async () => {
      await callOnce("setSeen", { params: { family_id }, body: { until } });
    },
    refuse: (state) => showProblemPage(state, family_id),
    done: redirectTo(`/f/${family_id}/journal`),
  });
}

async function showJournalPage(
  web: WebDeps,
  request: SignedInRequest,
  state: FormState,
): Promise<ShownPage> {
  const { id: family_id } = getOwnFamily(request);
  const { call, query, path } = request;
  const cursor = query.get("after") ?? undefined;
  const params = { family_id };
  const { items, next } = await call("listPosts", {
    params,
    query: { limit: SHOWN_POSTS, ...cursor !== undefined && { cursor } },
  });
  const { items: unread } = await call("listPosts", { params, query: { new: true } });
  const newIds = new Set(unread.map(({ id }) => id));
  const { journal: words } = WORDS;
  return {
    kind: "page",
    status: state.status,
    title: words.title,
    familyId: family_id,
    content: (
      <>
        <h1>{words.title}</h1>
        <section class="card">
          <PostForm
            web={web}
            action={`/f/${family_id}/journal`}
            submit={words.tell}
            state={state}
            hasFiles
          >
            <Field
              state={state}
              name="text"
              label={words.text}
              schema={FIELDS.text}
              autocomplete="off"
              isLong
            />
            <PicturesField state={state} familyId={family_id} />
            <details
              open={state.values.happened_on !== undefined && state.values.happened_on !== ""}
            >
              <summary>{words.moreFields}</summary>
              <Field
                state={state}
                name="happened_on"
                label={words.happenedOn}
                schema={FIELDS.happened_on}
                hint={words.happenedHint}
                autocomplete="off"
                isOptional
              />
            </details>
          </PostForm>
        </section>
        {unread.length > 0 && (
          <PostForm
            web={web}
            action={`/f/${family_id}/journal/seen`}
            submit={words.markSeen}
            hidden={{ until: unread[0]!.created_at }}
            isSecond
          />
        )}
        {items.length === 0
          ? <p class="quiet">{words.none}</p>
          : <SearchForm familyId={family_id} state={freshForm()} />}
        {items.map((post) => <PostCard {...{ web, post }} isNew={newIds.has(post.id)} />)}
        <MoreLink path={path} next={next} />
      </>
    ),
  };
}
