import { raw } from "hono/html";
import { PAGE_ENTRIES } from "../../shared/contract/fields.ts";
import { MAX_NEW_POSTS } from "../../shared/contract/journal.ts";
import { BIRTHDAY_DAYS, type Occasion } from "../../shared/contract/people.ts";
import type { Member } from "../../shared/contract/members.ts";
import { getStartState } from "../journal/start_state.ts";
import { dayIn } from "../people/days.ts";
import { Occasions } from "./occasions.tsx";
import { getOwnFamily } from "./own_family.ts";
import type { PageResult, SignedInRequest, WebDeps } from "./page.ts";
import { Portrait } from "./portrait.tsx";
import { fillIn, fillInCount, WORDS } from "./words.ts";

/** Birthdays that the start of a family shows. */
const SHOWN_BIRTHDAYS = 5;

/** Members that it shows, so that a page of a very large family stays small. */
const SHOWN_MEMBERS = 60;

/**
 * `GET /f/{family}`: what is new in the journal, the next birthdays and the members of the family.
 * The HTML of these two is cached until a person or a role changes, since this page is opened most.
 */
export async function showFamily(web: WebDeps, request: SignedInRequest): Promise<PageResult> {
  const { auth, peopleCache } = web;
  const { caller, profile: { id: ownId } } = request;
  const { id: family_id, name } = getOwnFamily(request);
  const today = dayIn(auth.config.timeZone, auth.now());
  const { peopleStamp, newPosts } = await getStartState(auth.db, family_id, caller);
  const key = `home ${family_id} ${peopleStamp} ${today} ${ownId}`;
  const html = await peopleCache.get(key, async () => {
    const value = await writeFamily(request, { family_id, today });
    return { value, size: value.length };
  });
  return {
    kind: "page",
    title: name,
    familyId: family_id,
    content: (
      <>
        <h1 class="unseen" dir="auto">{name}</h1>
        {newPosts > 0 && <NewPosts count={newPosts} familyId={family_id} />}
        {raw(html)}
      </>
    ),
  };
}

/** Leads to what others have told since one's last visit. */
function NewPosts({ count, familyId }: { readonly count: number; readonly familyId: string }) {
  const { family: words } = WORDS;
  return (
    <a class="card link news" href={`/f/${familyId}/journal#posts`}>
      {count < MAX_NEW_POSTS
        ? fillInCount(words.newPosts, count)
        : fillIn(words.manyNewPosts, { count })}
    </a>
  );
}

async function writeFamily(
  { call, profile }: SignedInRequest,
  { family_id, today }: { readonly family_id: string; readonly today: string },
): Promise<string> {
  const params = { family_id };
  const { items: members } = await call("listMembers", { params, query: { limit: SHOWN_MEMBERS } });
  const query = { from: today, days: BIRTHDAY_DAYS.usual };
  const occasions = await call("listBirthdays", { params, query });
  const { items: people } = await call("listPeople", {
    params,
    query: { limit: PAGE_ENTRIES.most },
  });
  const personIds = new Map(people.map(({ id, account_id }) => [account_id, id]));
  return String(
    <FamilyContent
      {...{ members, personIds, occasions, today }}
      familyId={family_id}
      ownId={profile.id}
    />,
  );
}

interface FamilyContentProps {
  readonly members: readonly Member[];
  /** By account; in a very large family not of everyone. */
  readonly personIds: ReadonlyMap<string | null, string>;
  readonly occasions: readonly Occasion[];
  /** `YYYY-MM-DD` */
  readonly today: string;
  readonly familyId: string;
  /** Of the account that looks. */
  readonly ownId: string;
}

function FamilyContent(
  { members, personIds, occasions, today, familyId, ownId }: FamilyContentProps,
) {
  const { family: words } = WORDS;
  return (
    <>
      <section>
        <h2>{words.birthdays}</h2>
        {occasions.length === 0 && <p class="quiet">{words.noBirthdays}</p>}
        <Occasions occasions={occasions.slice(0, SHOWN_BIRTHDAYS)} {...{ familyId, today }} />
        <p>
          <a href={`/f/${familyId}/birthdays`}>{words.allBirthdays}</a>
        </p>
      </section>
      <section>
        <h2>{words.members}</h2>
        <ul class="people">
          {members.map((member) => (
            <MemberTile {...{ member, ownId, familyId }} personId={personIds.get(member.id)} />
          ))}
        </ul>
        <p>
          <a href={`/f/${familyId}/people`}>{words.everyone}</a>
        </p>
      </section>
      <p>
        <a href={`/f/${familyId}/log`}>{words.wholeLog}</a>
      </p>
    </>
  );
}

function MemberTile(
  { member: { id, name, role, disabled }, personId, ownId, familyId }: {
    readonly member: Member;
    readonly personId: string | undefined;
    readonly ownId: string;
    readonly familyId: string;
  },
) {
  const { roles, you } = WORDS.family;
  const page = personId === undefined ? `members/${id}` : `people/${personId}`;
  const notes = [id === ownId ? you : "", roles[role], disabled ? WORDS.accountDisabled : ""]
    .filter((note) => note !== "");
  return (
    <li>
      <Portrait name={name} id={id} />
      <span class="who">
        <a href={`/f/${familyId}/${page}`} dir="auto">{name}</a>
        {notes.length > 0 && <span class="quiet">{notes.join(" · ")}</span>}
      </span>
    </li>
  );
}
