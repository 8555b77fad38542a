import type { Person } from "../../shared/contract/people.ts";
import { formatPartialDate } from "./dates.ts";
import { Select } from "./choices.tsx";
import { PostForm } from "./form.tsx";
import { MoreLink } from "./more_link.tsx";
import { getOwnFamily } from "./own_family.ts";
import type { PageResult, SignedInRequest, WebDeps } from "./page.ts";
import { Portrait } from "./portrait.tsx";
import { freshForm } from "./submit.ts";
import { fillIn, WORDS } from "./words.ts";

/** `GET /f/{family}/people`: everyone in the family, with or without an account. */
export async function showPeople(web: WebDeps, request: SignedInRequest): Promise<PageResult> {
  const family = getOwnFamily(request);
  const cursor = request.query.get("after") ?? undefined;
  const { items, next } = await request.call("listPeople", {
    params: { family_id: family.id },
    query: cursor === undefined ? {} : { cursor },
  });
  const { people: words } = WORDS;
  return {
    kind: "page",
    title: words.title,
    familyId: family.id,
    content: (
      <>
        <h1>{words.title}</h1>
        <p class="actions">
          <a class="button" href={`/f/${family.id}/people/new`}>{words.add}</a>
        </p>
        <ul class="people">
          {items.map((person) => <PersonTile person={person} familyId={family.id} />)}
        </ul>
        <MoreLink path={request.path} next={next} />
        <details>
          <summary>{words.download}</summary>
          <PostForm web={web} action={`/f/${family.id}/people/download`} submit={words.save}>
            <Select
              state={freshForm()}
              name="format"
              label={words.format}
              options={words.formats}
            />
          </PostForm>
        </details>
      </>
    ),
  };
}

function PersonTile(
  { person, familyId }: { readonly person: Person; readonly familyId: string },
) {
  const { id, account_id, name } = person;
  return (
    <li>
      <Portrait name={name} id={account_id ?? id} />
      <span class="who">
        <a href={`/f/${familyId}/people/${id}`} dir="auto">{name}</a>
        <span class="quiet">{describeLife(person)}</span>
      </span>
    </li>
  );
}

/** A birthday, or the years of a life that has ended. */
export function describeLife({ birthday, deceased, died }: Person): string {
  if (!deceased) return birthday === null ? "" : formatPartialDate(birthday);
  const [born, end] = [birthday, died].map((date) => /^\d{4}/.exec(date ?? "")?.[0]);
  if (born !== undefined && end !== undefined) return `${born}–${end}`;
  const { bornIn, diedIn, hasDied } = WORDS.people;
  const death = end === undefined ? hasDied : fillIn(diedIn, { year: end });
  return born === undefined ? death : `${fillIn(bornIn, { year: born })} · ${death}`;
}

/** `POST /f/{family}/people/download`: a file to keep. A form, since the family's log notes it. */
export async function submitDownloadPeople(
  _web: WebDeps,
  request: SignedInRequest,
): Promise<PageResult> {
  const { id: family_id } = getOwnFamily(request);
  const { call, form } = request;
  const params = { family_id };
  switch (form.format) {
    case "csv":
      return toFile("text/csv", await call("exportCsv", { params }));
    case "ics":
      return toFile("text/calendar", await call("exportBirthdays", { params }));
    default:
      return toFile("text/vcard", await call("exportVcards", { params }));
  }
}

function toFile(
  type: string,
  { fileName, body }: {
    readonly fileName: string;
    readonly body: string | ReadableStream<Uint8Array>;
  },
): PageResult {
  return { kind: "file", mediaType: `${type}; charset=utf-8`, fileName, body };
}
