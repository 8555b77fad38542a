import type { LogEntry } from "../../shared/contract/families.ts";
import { formatMoment } from "./dates.ts";
import { MoreLink } from "./more_link.tsx";
import { getOwnFamily } from "./own_family.ts";
import type { PageResult, SignedInRequest, WebDeps } from "./page.ts";
import { Sentence } from "./sentence.tsx";
import { WORDS } from "./words.ts";

/** `GET /f/{family}/log`: what happened in the family, newest first. */
export async function showLog(web: WebDeps, request: SignedInRequest): Promise<PageResult> {
  const { id: family_id } = getOwnFamily(request);
  const cursor = request.query.get("after") ?? undefined;
  const { items, next } = await request.call("listFamilyLog", {
    params: { family_id },
    query: cursor === undefined ? {} : { cursor },
  });
  const { log: words } = WORDS;
  return {
    kind: "page",
    title: words.title,
    familyId: family_id,
    content: (
      <>
        <h1>{words.title}</h1>
        <ul class="list">
          {items.map((entry) => (
            <li>
              <EntrySentence entry={entry} />
              <br />
              <time class="quiet" datetime={entry.at}>
                {formatMoment(entry.at, web.auth.config.timeZone)}
              </time>
            </li>
          ))}
        </ul>
        <MoreLink path={request.path} next={next} />
      </>
    ),
  };
}

function EntrySentence({ entry }: { readonly entry: LogEntry }) {
  const { event, by, member, person, role, note } = entry;
  const { log: words } = WORDS;
  const isOneself = event === "role_changed" && by !== null && by.id === member?.id;
  return (
    <span>
      <Sentence
        text={isOneself ? words.ownRoleChanged : words.events[event]}
        by={by?.name ?? words.somebody}
        member={member?.name ?? words.somebody}
        person={person?.name ?? words.aPerson}
        role={role === null ? "" : words.roles[role]}
        note={note ?? ""}
      />
      {note !== null && !words.events[event].includes("{note}") && (
        <>
          {" ("}
          <bdi>{note}</bdi>
          {")"}
        </>
      )}
    </span>
  );
}
