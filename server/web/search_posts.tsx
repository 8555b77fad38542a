import type { Post } from "../../shared/contract/journal.ts";
import { CONTRACT } from "../../shared/contract/mod.ts";
import type { Page } from "../http/paging.ts";
import { Problem } from "../http/problem.ts";
import { Field } from "./form.tsx";
import { MoreLink } from "./more_link.tsx";
import { getOwnFamily } from "./own_family.ts";
import type { ShownPage, SignedInRequest, WebDeps } from "./page.ts";
import { PostCard } from "./post.tsx";
import { Sentence } from "./sentence.tsx";
import { type FormState, freshForm, refuseForm } from "./submit.ts";
import { WORDS } from "./words.ts";

const { q: WORDS_TO_FIND } = CONTRACT.listPosts.query.properties;

/** Finds of one page. */
const SHOWN_FINDS = 20;

interface SearchFormProps {
  readonly familyId: string;
  readonly state: FormState;
}

/** Where one types words to find in the journal. */
export function SearchForm({ familyId, state }: SearchFormProps) {
  const { journal: words } = WORDS;
  return (
    <form method="get" action={`/f/${familyId}/journal`} role="search" class="search" novalidate>
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

/** `GET /f/{family}/journal?q=`: the posts that words find. */
export async function showFinds(
  web: WebDeps,
  request: SignedInRequest,
  q: string,
): Promise<ShownPage> {
  const { id: family_id } = getOwnFamily(request);
  const cursor = request.query.get("after") ?? undefined;
  try {
    const finds = await request.call("listPosts", {
      params: { family_id },
      query: { q, limit: SHOWN_FINDS, ...cursor !== undefined && { cursor } },
    });
    return showFindsPage(web, request, { finds, state: freshForm({ q }) });
  } catch (error) {
    const isAboutWords = error instanceof Problem &&
      error.options.errors?.some(({ field }) => field === "q");
    if (!isAboutWords) throw error;
    return await refuseForm({ q }, error, (state) => showFindsPage(web, request, { state }));
  }
}

interface ShownFinds {
  /** Left out where the words are refused. */
  readonly finds?: Page<Post>;
  /** With the words. */
  readonly state: FormState;
}

function showFindsPage(
  web: WebDeps,
  request: SignedInRequest,
  { finds, state }: ShownFinds,
): ShownPage {
  const { id: familyId } = getOwnFamily(request);
  const { path } = request;
  const { q = "" } = state.values;
  const { journal: words } = WORDS;
  return {
    kind: "page",
    status: state.status,
    title: words.searchTitle,
    familyId,
    content: (
      <>
        <h1>{words.searchTitle}</h1>
        <SearchForm {...{ familyId, state }} />
        {finds?.items.length === 0 && (
          <p class="quiet" role="status">
            <Sentence text={words.notFound} q={q} />
          </p>
        )}
        {finds?.items.map((post) => <PostCard {...{ web, post }} />)}
        <MoreLink path={path} query={{ q }} next={finds?.next} />
        <p>
          <a href={path}>{words.wholeJournal}</a>
        </p>
      </>
    ),
  };
}
