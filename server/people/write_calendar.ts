import { contentLine, escapeText, formatBasicTime } from "./content_lines.ts";
import { nextDay, yearOf } from "./days.ts";
import { type LifeDates, listOccasionsInYear, type OccasionDate } from "./occasions.ts";

/** A person in a calendar: only name and dates. */
export interface CalendarPerson extends LifeDates {
  readonly id: string;
  readonly name: string;
  /** ISO-8601, UTC. */
  readonly updatedAt: string;
}

/** The contents of a calendar. */
export interface Calendar {
  readonly name: string;
  /** The current year; the calendar also has the year before and the two after. */
  readonly year: number;
  readonly people: readonly CalendarPerson[];
}

/**
 * Writes the birthdays and memorials of people as iCalendar (RFC 5545, RFC 7986). The same people
 * in the same year give the same bytes. Every occasion is an event of its own: a yearly rule for
 * 29 February gives no event in some programs and 1 March in others.
 */
export function writeCalendar({ name, year, people }: Calendar): string {
  const years = [year - 1, year, year + 1, year + 2];
  const title = escapeText(name);
  return [
    contentLine("BEGIN", "VCALENDAR"),
    contentLine("VERSION", "2.0"),
    contentLine("PRODID", "-//CircleShare//Birthdays//EN"),
    contentLine("METHOD", "PUBLISH"),
    contentLine("NAME", title),
    contentLine("X-WR-CALNAME", title),
    contentLine("REFRESH-INTERVAL;VALUE=DURATION", "P1D"),
    contentLine("X-PUBLISHED-TTL", "P1D"),
    ...people.flatMap((person) => writeEvents(person, years)),
    contentLine("END", "VCALENDAR"),
  ].join("");
}

function writeEvents(person: CalendarPerson, years: readonly number[]): string[] {
  const stamp = contentLine("DTSTAMP", formatBasicTime(person.updatedAt));
  const name = escapeText(person.name);
  return years.flatMap((year) => listOccasionsInYear(person, year)).map((occasion) => {
    const { on } = occasion;
    return "BEGIN:VEVENT\r\n" +
      // The year of a death may have a birthday, but no memorial.
      contentLine("UID", `${person.id}-${yearOf(on)}@circle`) +
      stamp +
      contentLine("DTSTART;VALUE=DATE", formatDay(on)) +
      contentLine("DTEND;VALUE=DATE", formatDay(nextDay(on))) +
      "TRANSP:TRANSPARENT\r\nCLASS:PRIVATE\r\n" +
      contentLine("SUMMARY", writeTitle(name, person, occasion)) +
      "END:VEVENT\r\n";
  });
}

/** A title has no words, to be independent of language. */
function writeTitle(
  name: string,
  { birth, death }: LifeDates,
  { kind, age }: OccasionDate,
): string {
  if (kind === "birthday") return age === null ? `🎂 ${name}` : `🎂 ${name} (${age})`;
  if (death.year === null) return `🕯 ${name}`;
  return `🕯 ${name} (${birth.year === null ? "†" : `${birth.year}–`}${death.year})`;
}

function formatDay(day: string): string {
  return day.slice(0, 4) + day.slice(5, 7) + day.slice(8);
}
