import type { Occasion } from "../../shared/contract/people.ts";
import { formatDayAndMonth, formatDistance, formatShortMonth } from "./dates.ts";
import { fillIn, WORDS } from "./words.ts";

/** Birthdays and days of memory, as leaves of a calendar. */
export function Occasions(
  { occasions, familyId, today }: {
    readonly occasions: readonly Occasion[];
    readonly familyId: string;
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
            <a href={`/f/${familyId}/people/${occasion.person_id}`} dir="auto">
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
  const { turns, yearsAgo, oneYearAgo, inMemory } = WORDS.days;
  const what = age === null
    ? kind === "memorial" ? inMemory : undefined
    : kind === "birthday"
    ? fillIn(turns, { age })
    : age === 1
    ? oneYearAgo
    : fillIn(yearsAgo, { years: age });
  return [formatDistance(today, on), what].filter((text) => text !== undefined).join(" · ");
}
