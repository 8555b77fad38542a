import { CONTRACT } from "../../shared/contract/mod.ts";
import { Field, PostForm } from "./form.tsx";
import { type JournalView, OrderLinks, pathOfView, readView, writeView } from "./journal_view.tsx";
import { fetchNews, findNewest } from "./news.ts";
import { getOwnFamily } from "./own_family.ts";
import {
  type PageResult,
  redirectTo,
  type ShownPage,
  type SignedInRequest,
  type WebDeps,
} from "./page.ts";
import { chooseNewPhotos, PicturesField } from "./photos.tsx";
import { PostList } from "./post_list.tsx";
import { showProblemPage } from "./problem_page.tsx";
import { SearchForm, showFinds } from "./search_posts.tsx";
import { type FormState, freshForm, submit } from "./submit.ts";
import { WORDS } from "./words.ts";

const FIELDS = CONTRACT.createPost.body.schema.properties;

/** Posts of one page of the journal. */
const SHOWN_POSTS = 20;

/** `GET /f/{family}/journal`: the posts of a view, or those that words find. */
export async function showJournal(web: WebDeps, request: SignedInRequest): Promise<PageResult> {
  const { q, ...view } = readView(request.query);
  if (q !== undefined) return await showFinds(web, request, { ...view, q });
  return await showJournalPage(web, request, { view, state: freshForm() });
}

/** `POST /f/{family}/journal`: tells the family something. */
export async function submitWritePost(web: WebDeps, request: SignedInRequest): Promise<PageResult> {
  const { id: family_id } = getOwnFamily(request);
  const { form: { text = "", happened_on = "" }, callOnce } = request;
  const { ids, assertAll } = chooseNewPhotos(request);
  const form = { ...request.form, photos: ids.join(",") }; // those that came are kept
  return await submit(web, { form }, {
    act: async () => {
      assertAll();
      const body = {
        text: text.trim(),
        photos: ids.map((id) => ({ id })),
        ...happened_on.trim() && { happened_on: happened_on.trim() },
      };
      const { made: { id } } = await callOnce("createPost", { params: { family_id }, body });
      return redirectTo(pathOfView(family_id, {}, id));
    },
    refuse: (state) => showJournalPage(web, request, { view: {}, state }),
    done: redirectTo(`/f/${family_id}/journal`),
  });
}

/** `POST /f/{family}/journal/seen`: everything that was shown has been read. */
export async function submitMarkSeen(web: WebDeps, request: SignedInRequest): Promise<PageResult> {
  const { id: family_id } = getOwnFamily(request);
  const { form: { until = "", list = "" }, callOnce } = request;
  return await submit(web, request, {
    act: async () => {
      await callOnce("setSeen", { params: { family_id }, body: { until } });
    },
    refuse: (state) => showProblemPage(state, family_id),
    done: redirectTo(pathOfView(family_id, readView(new URLSearchParams(list)))),
  });
}

async function showJournalPage(
  web: WebDeps,
  request: SignedInRequest,
  { view, state }: { readonly view: JournalView; readonly state: FormState },
): Promise<ShownPage> {
  const { id: family_id } = getOwnFamily(request);
  const { call } = request;
  const { order = "told", after: cursor } = view;
  const posts = await call("listPosts", {
    params: { family_id },
    query: { limit: SHOWN_POSTS, order, ...cursor !== undefined && { cursor } },
  });
  const news = await fetchNews(request);
  const newest = findNewest(news, posts.items);
  const { journal: words } = WORDS;
  return {
    kind: "page",
    status: state.status,
    title: words.title,
    familyId: family_id,
    content: (
      <>
        <h1>{words.title}</h1>
        {cursor === undefined && <WriteForm {...{ web, state }} familyId={family_id} />}
        <section id="posts">
          {newest !== undefined && (
            <PostForm
              web={web}
              action={`/f/${family_id}/journal/seen`}
              submit={words.markSeen}
              hidden={{ until: newest, list: writeView(view) }}
              isSecond
            />
          )}
          {posts.items.length === 0 ? <p class="quiet">{words.none}</p> : (
            <>
              <details class="find">
                <summary>{words.searchTitle}</summary>
                <SearchForm familyId={family_id} view={view} state={freshForm()} />
              </details>
              <OrderLinks familyId={family_id} view={view} />
            </>
          )}
          <PostList {...{ web, request, view, posts, news }} />
        </section>
      </>
    ),
  };
}

/** Where one writes a post. */
function WriteForm(
  { web, state, familyId }: {
    readonly web: WebDeps;
    readonly state: FormState;
    readonly familyId: string;
  },
) {
  const { journal: words } = WORDS;
  const { happened_on = "" } = state.values;
  return (
    <section class="card">
      <PostForm
        web={web}
        action={`/f/${familyId}/journal`}
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
        <details open={happened_on !== ""}>
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
        <PicturesField state={state} familyId={familyId} />
      </PostForm>
    </section>
  );
}
