import { CONTRACT } from "../../shared/contract/mod.ts";
import type { Feed, NewFeed } from "../../shared/contract/feeds.ts";
import { formatDay } from "./dates.ts";
import { Field, PostForm } from "./form.tsx";
import { getOwnFamily, getPathId } from "./own_family.ts";
import {
  type PageResult,
  redirectTo,
  type ShownPage,
  type SignedInRequest,
  type WebDeps,
} from "./page.ts";
import { showProblemPage } from "./problem_page.tsx";
import { SecretLink } from "./secret_link.tsx";
import { type FormState, freshForm, submit } from "./submit.ts";
import { fillIn, WORDS } from "./words.ts";

const { name: NAME } = CONTRACT.createFeed.body.schema.properties;

/** `GET /f/{family}/feeds`: the birthdays in one's own calendar. */
export async function showFeeds(web: WebDeps, request: SignedInRequest): Promise<PageResult> {
  return await showFeedList(web, request, freshForm());
}

/** `POST /f/{family}/feeds` */
export async function submitCreateFeed(
  web: WebDeps,
  request: SignedInRequest,
): Promise<PageResult> {
  const { id: family_id } = getOwnFamily(request);
  const { form: { name = "" }, callOnce } = request;
  return await submit(web, request, {
    act: async () => {
      const feed = await callOnce("createFeed", { params: { family_id }, body: { name } });
      return showNewFeed(feed, family_id);
    },
    refuse: (state) => showFeedList(web, request, state),
    done: redirectTo(`/f/${family_id}/feeds`),
  });
}

/** `POST /f/{family}/feeds/{feed}/revoke` */
export async function submitRevokeFeed(
  web: WebDeps,
  request: SignedInRequest,
): Promise<PageResult> {
  const { id: family_id } = getOwnFamily(request);
  const feed_id = getPathId(request, "feed_id");
  return await submit(web, request, {
    act: async () => {
      await request.callOnce("deleteFeed", { params: { family_id, feed_id } });
    },
    refuse: (state) => showProblemPage(state, family_id),
    done: redirectTo(`/f/${family_id}/feeds`),
  });
}

function showNewFeed({ name, url }: NewFeed, familyId: string): ShownPage {
  const { feeds: words } = WORDS;
  return {
    kind: "page",
    title: name,
    familyId,
    script: "share",
    content: (
      <section class="card">
        <h1 dir="auto">{name}</h1>
        <p>{words.once}</p>
        <SecretLink url={url} title={name} />
        <p>
          <a class="button" href={url.replace(/^https?:/, "webcal:")}>{words.subscribe}</a>
        </p>
        <p class="quiet">{words.slow}</p>
        <p>
          <a href={`/f/${familyId}/feeds`}>{WORDS.back}</a>
        </p>
      </section>
    ),
  };
}

async function showFeedList(
  web: WebDeps,
  request: SignedInRequest,
  state: FormState,
): Promise<ShownPage> {
  const { id: family_id } = getOwnFamily(request);
  const feeds = await request.call("listFeeds", { params: { family_id } });
  const { feeds: words } = WORDS;
  return {
    kind: "page",
    status: state.status,
    title: words.title,
    familyId: family_id,
    content: (
      <>
        <h1>{words.title}</h1>
        <p class="lead">{words.lead}</p>
        {feeds.length > 0 && (
          <ul class="list">
            {feeds.map((feed) => (
              <FeedEntry {...{ web, feed }} familyId={family_id} ownId={request.profile.id} />
            ))}
          </ul>
        )}
        <section class="card">
          <h2>{words.create}</h2>
          <PostForm web={web} action={request.path} submit={words.createSubmit} state={state}>
            <Field
              state={state}
              name="name"
              label={words.name}
              schema={NAME}
              hint={words.nameHint}
              autocomplete="off"
            />
          </PostForm>
        </section>
      </>
    ),
  };
}

interface FeedEntryProps {
  readonly web: WebDeps;
  readonly feed: Feed;
  readonly familyId: string;
  readonly ownId: string;
}

function FeedEntry({ web, feed, familyId, ownId }: FeedEntryProps) {
  const { id, name, account, last_used_at } = feed;
  const { feeds: words } = WORDS;
  const { timeZone } = web.auth.config;
  const isOwn = account?.id === ownId;
  return (
    <li>
      <strong dir="auto">{name}</strong>
      <p class="quiet">
        {!isOwn && account && (
          <>
            <bdi>{account.name}</bdi>
            {" · "}
          </>
        )}
        {last_used_at === null
          ? words.unused
          : fillIn(words.used, { date: formatDay(last_used_at, timeZone) })}
      </p>
      <PostForm
        web={web}
        action={`/f/${familyId}/feeds/${id}/revoke`}
        submit={words.revoke}
        isDangerous
      />
    </li>
  );
}
