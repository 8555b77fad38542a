import type { Post } from "../../shared/contract/journal.ts";
import { CONTRACT } from "../../shared/contract/mod.ts";
import type { Page } from "../http/paging.ts";
import { Problem } from "../http/problem.ts";
import { Field } from "./form.tsx";
import { type JournalView, OrderLinks, pathOfView } from "./journal_view.tsx";
import { getOwnFamily } from "./own_family.ts";
import type { ShownPage, SignedInRequest, WebDeps } from "./page.ts";
import { PostList } from "./post_list.tsx";
import { Sentence } from "./sentence.tsx";
import { type FormState, freshForm, refuseForm } from "./submit.ts";
import { WORDS } from "./words.ts";

const { q: WORDS_TO_FIND } = CONTRACT.listPosts.query.properties;

/** Finds of one page. */
const SHOWN_FINDS = 20;

interface SearchFormProps {
  readonly familyId: string;
  /** Its order is kept. */
  readonly view: JournalView;
  readonly state: FormState;
}

/** Where one types words to find in the journal. */
export function SearchForm({ familyId, view: { order }, state }: SearchFormProps) {
  const { journal: words } = WORDS;
  return (
    <form method="get" action={`/f/${familyId}/journal`} role="search" class="search" novalidate>
      {order && <input type="hidden" name="order" value={order} />}
      <Field
        state={state}
        name="q"
        label={words.search}
        schema={WORDS_TO_FIND}
        type="search"
        autocomplete="off"
        isOptional
      />
      <button type="submit" class="second">{words.find}</button>
    </form>
  );
}

/** A view of posts that words find. */
type FoundView = JournalView & { readonly q: string };

/** `GET /f/{family}/journal?q=`: the posts that words find. */
export async function showFinds(
  web: WebDeps,
  request: SignedInRequest,
  view: FoundView,
): Promise<ShownPage> {
  const { id: family_id } = getOwnFamily(request);
  const { q, order = "told", after: cursor } = view;
  try {
    const finds = await request.call("listPosts", {
      params: { family_id },
      query: { q, order, limit: SHOWN_FINDS, ...cursor !== undefined && { cursor } },
    });
    return showFindsPage(web, request, { view, finds, state: freshForm({ q }) });
  } catch (error) {
    const isAboutWords = error instanceof Problem &&
      error.options.errors?.some(({ field }) => field === "q");
    if (!isAboutWords) throw error;
    return await refuseForm({ q }, error, (state) => showFindsPage(web, request, { view, state }));
  }
}

interface ShownFinds {
  readonly view: FoundView;
  /** Left out where the words are refused. */
  readonly finds?: Page<Post>;
  /** With the words. */
  readonly state: FormState;
}

function showFindsPage(
  web: WebDeps,
  request: SignedInRequest,
  { view, finds, state }: ShownFinds,
): ShownPage {
  const { id: familyId } = getOwnFamily(request);
  const { q, order } = view;
  const { journal: words } = WORDS;
  return {
    kind: "page",
    status: state.status,
    title: words.searchTitle,
    familyId,
    content: (
      <>
        <h1>{words.searchTitle}</h1>
        <SearchForm {...{ familyId, view, state }} />
        {finds?.items.length === 0 && (
          <p class="quiet" role="status">
            <Sentence text={words.notFound} q={q} />
          </p>
        )}
        {finds && finds.items.length > 0 && (
          <>
            <OrderLinks {...{ familyId, view }} />
            <PostList {...{ web, request, view }} posts={finds} />
          </>
        )}
        <p>
          <a href={pathOfView(familyId, order ? { order } : {})}>{words.wholeJournal}</a>
        </p>
      </>
    ),
  };
}
