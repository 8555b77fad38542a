import { DAY, timestampAfter } from "../database/timestamps.ts";

/** The calendar day of a time, `YYYY-MM-DD`, in an IANA time zone. */
export function dayIn(timeZone: string, moment: Date): string {
  return Temporal.Instant.fromEpochMilliseconds(moment.getTime()).toZonedDateTimeISO(timeZone)
    .toPlainDate().toString();
}

/** The current day in the earliest time zone (UTC+14): nobody was born later. */
export function latestDay(moment: Date): string {
  return dayIn("+14:00", moment);
}

/** The day so many days after another, both `YYYY-MM-DD`. */
export function addDays(day: string, days: number): string {
  return timestampAfter(new Date(day), days * DAY).slice(0, 10);
}

/** The day after another, both `YYYY-MM-DD`. */
export function nextDay(day: string): string {
  const dayOfMonth = Number(day.slice(8));
  // In most cases the month is the same; making a `Date` costs ten times as much.
  return dayOfMonth < 28
    ? day.slice(0, 8) + String(dayOfMonth + 1).padStart(2, "0")
    : addDays(day, 1);
}

/** The year of a day. */
export function yearOf(day: string): number {
  return Number(day.slice(0, 4));
}
