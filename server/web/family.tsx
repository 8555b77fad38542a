import { BIRTHDAY_DAYS, type Occasion } from "../../shared/contract/people.ts";
import { MAX_MEMBERS, type Member } from "../../shared/contract/members.ts";
import { dayIn } from "../people/days.ts";
import { formatDayAndMonth, formatDistance, formatShortMonth } from "./dates.ts";
import type { PageResult, SignedInRequest, WebDeps } from "./page.ts";
import { Portrait } from "./portrait.tsx";
import { fillIn, WORDS } from "./words.ts";

/** Birthdays that the start of a family shows. */
const SHOWN_BIRTHDAYS = 5;

/** `GET /f/{family}`: who is in the family, and whose birthday comes next. */
export async function showFamily(
  { auth }: WebDeps,
  { params, profile, call }: SignedInRequest,
): Promise<PageResult> {
  const family_id = params.family_id!;
  const today = dayIn(auth.config.timeZone, auth.now());
  const { items: members } = await call("listMembers", {
    params: { family_id },
    query: { limit: MAX_MEMBERS },
  });
  const occasions = await call("listBirthdays", {
    params: { family_id },
    query: { from: today, days: BIRTHDAY_DAYS.usual },
  });
  const name = profile.families.find(({ id }) => id === family_id)?.name ?? "";
  const { family: words } = WORDS;
  return {
    kind: "page",
    title: name,
    familyId: family_id,
    content: (
      <>
        <h1 class="unseen" dir="auto">{name}</h1>
        <section>
          <h2>{words.birthdays}</h2>
          {occasions.length === 0 && <p class="quiet">{words.noBirthdays}</p>}
          <Occasions occasions={occasions.slice(0, SHOWN_BIRTHDAYS)} {...{ family_id, today }} />
          <p>
            <a href={`/f/${family_id}/birthdays`}>{words.allBirthdays}</a>
          </p>
        </section>
        <section>
          <h2>{words.members}</h2>
          <ul class="people">
            {members.map((member) => (
              <MemberTile member={member} ownId={profile.id} familyId={family_id} />
            ))}
          </ul>
          <p>
            <a href={`/f/${family_id}/people`}>{words.everyone}</a>
          </p>
        </section>
        <p>
          <a href={`/f/${family_id}/log`}>{words.wholeLog}</a>
        </p>
      </>
    ),
  };
}

function MemberTile(
  { member: { id, name, role }, ownId, familyId }: {
    readonly member: Member;
    readonly ownId: string;
    readonly familyId: string;
  },
) {
  const { roles, you } = WORDS.family;
  const notes = [id === ownId ? you : "", roles[role]].filter((note) => note !== "");
  return (
    <li>
      <Portrait name={name} id={id} />
      <span class="who">
        <a href={`/f/${familyId}/members/${id}`} dir="auto">{name}</a>
        {notes.length > 0 && <span class="quiet">{notes.join(" · ")}</span>}
      </span>
    </li>
  );
}

/** Birthdays and days of memory, as leaves of a calendar. */
export function Occasions(
  { occasions, family_id, today }: {
    readonly occasions: readonly Occasion[];
    readonly family_id: string;
    /** `YYYY-MM-DD` */
    readonly today: string;
  },
) {
  return (
    <ul class="occasions">
      {occasions.map((occasion) => (
        <li
          class={occasion.kind === "memorial"
            ? "memorial"
            : occasion.on === today
            ? "today"
            : undefined}
        >
          <time class="leaf" datetime={occasion.on}>
            <span class="month">{formatShortMonth(occasion.on)}</span>
            <span class="day">{Number(occasion.on.slice(8))}</span>
            <span class="unseen">{formatDayAndMonth(occasion.on)}</span>
          </time>
          <span class="who">
            <a href={`/f/${family_id}/people/${occasion.person_id}`} dir="auto">
              {occasion.name}
            </a>
            <span class="quiet">{describeOccasion(occasion, today)}</span>
          </span>
          {occasion.on === today && (
            <span class="sign" aria-hidden="true">{occasion.kind === "birthday" ? "🎂" : "🕯"}</span>
          )}
        </li>
      ))}
    </ul>
  );
}

function describeOccasion({ kind, on, age }: Occasion, today: string): string {
  const { turns, yearsAgo, oneYearAgo } = WORDS.days;
  const what = age === null
    ? undefined
    : kind === "birthday"
    ? fillIn(turns, { age })
    : age === 1
    ? oneYearAgo
    : fillIn(yearsAgo, { years: age });
  return [formatDistance(today, on), what].filter((text) => text !== undefined).join(" · ");
}
