import type { Person } from "../../shared/contract/people.ts";
import type { Result } from "../http/handler.ts";
import { mayInvite } from "../families/rules.ts";
import { formatPartialDate } from "./dates.ts";
import { PostForm } from "./form.tsx";
import { fetchMember } from "./members.tsx";
import { getOwnFamily, getPathId, type OwnFamily } from "./own_family.ts";
import { type PageResult, redirectTo, type SignedInRequest, type WebDeps } from "./page.ts";
import { describeLife } from "./people.tsx";
import { Portrait } from "./portrait.tsx";
import { showProblemPage } from "./problem_page.tsx";
import { Sentence } from "./sentence.tsx";
import { submit } from "./submit.ts";
import { fillIn, WORDS } from "./words.ts";

/** The person in the path of a page. */
export async function getPathPerson(request: SignedInRequest): Promise<Result<"getPerson">> {
  const params = {
    family_id: getOwnFamily(request).id,
    person_id: getPathId(request, "person_id"),
  };
  return await request.call("getPerson", { params });
}

/** `GET /f/{family}/people/{person}` */
export async function showPerson(_web: WebDeps, request: SignedInRequest): Promise<PageResult> {
  const family = getOwnFamily(request);
  const person = await getPathPerson(request);
  const member = person.account_id === null
    ? undefined
    : await fetchMember(request, person.account_id);
  const path = `/f/${family.id}/people/${person.id}`;
  const { person: words } = WORDS;
  return {
    kind: "page",
    title: person.name,
    familyId: family.id,
    content: (
      <>
        <section class="card">
          <div class="title">
            <Portrait name={person.name} id={person.account_id ?? person.id} isLarge />
            <h1 dir="auto">{person.name}</h1>
          </div>
          {person.deceased && <p class="quiet">{describeLife(person)}</p>}
          <Facts person={{ ...person, email: person.email ?? member?.email ?? null }} />
          <p class="actions">
            <a class="button" href={`${path}/edit`}>{words.edit}</a>
            {person.account_id === null && (
              <>
                {mayInvite(family.role) && !person.deceased && (
                  <a class="button second" href={`/f/${family.id}/invites?person=${person.id}`}>
                    {words.invite}
                  </a>
                )}
                <a href={`${path}/remove`}>{words.remove}</a>
              </>
            )}
          </p>
        </section>
        {person.account_id !== null && (
          <ul class="ways">
            <li>
              <a href={`/f/${family.id}/members/${person.account_id}`}>{words.membership}</a>
            </li>
          </ul>
        )}
      </>
    ),
  };
}

function Facts({ person }: { readonly person: Person }) {
  const { birthday, died, phone, email, address, note } = person;
  const { person: words } = WORDS;
  const facts = [
    birthday !== null && { term: words.birthday, text: formatPartialDate(birthday) },
    died !== null && { term: words.died, text: formatPartialDate(died) },
    phone !== null &&
    { term: words.phone, text: phone, href: `tel:${phone.replaceAll(/[^+\d*#]/g, "")}` },
    email !== null && { term: words.email, text: email, href: `mailto:${encodeURI(email)}` },
    address !== null && { term: words.address, text: address },
    note !== null && { term: words.note, text: note },
  ].filter((fact) => fact !== false);
  if (facts.length === 0) return <p class="quiet">{words.nothing}</p>;
  return (
    <dl class="facts">
      {facts.map(({ term, text, href }) => (
        <>
          <dt>{term}</dt>
          <dd dir="auto">{href === undefined ? text : <a href={href}>{text}</a>}</dd>
        </>
      ))}
    </dl>
  );
}

/** `GET /f/{family}/people/{person}/remove`: asks once more. */
export async function askToRemovePerson(
  web: WebDeps,
  request: SignedInRequest,
): Promise<PageResult> {
  const family = getOwnFamily(request);
  const person = await getPathPerson(request);
  const path = `/f/${family.id}/people/${person.id}`;
  const { person: words } = WORDS;
  const title = fillIn(words.removeTitle, { name: person.name });
  return {
    kind: "page",
    title,
    familyId: family.id,
    content: (
      <section class="card">
        <h1>
          <Sentence text={words.removeTitle} name={person.name} />
        </h1>
        <p>{words.removeLead}</p>
        <PostForm web={web} action={`${path}/remove`} submit={words.remove} isDangerous />
        <p>
          <a href={path}>{WORDS.cancel}</a>
        </p>
      </section>
    ),
  };
}

/** `POST /f/{family}/people/{person}/remove` */
export async function submitRemovePerson(
  web: WebDeps,
  request: SignedInRequest,
): Promise<PageResult> {
  const { id: family_id }: OwnFamily = getOwnFamily(request);
  const person_id = getPathId(request, "person_id");
  return await submit(web, request, {
    act: async () => {
      await request.callOnce("deletePerson", { params: { family_id, person_id } });
    },
    refuse: (state) => showProblemPage(state, family_id),
    done: redirectTo(`/f/${family_id}/people`),
  });
}
