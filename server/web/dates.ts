import { dayIn } from "../people/days.ts";
import { fillIn, WORDS } from "./words.ts";

/** A moment (ISO-8601, UTC) as a day and time in a time zone: `30 November 2026, 18:04`. */
export function formatMoment(timestamp: string, timeZone: string): string {
  return new Intl.DateTimeFormat(WORDS.locale, { dateStyle: "long", timeStyle: "short", timeZone })
    .format(new Date(timestamp));
}

/** A moment (ISO-8601, UTC) as people say it: `today 18:04`, or with its day. */
export function formatRecent(timestamp: string, { now, timeZone }: {
  readonly now: Date;
  readonly timeZone: string;
}): string {
  const moment = new Date(timestamp);
  if (dayIn(timeZone, moment) !== dayIn(timeZone, now)) return formatMoment(timestamp, timeZone);
  const time = new Intl.DateTimeFormat(WORDS.locale, { timeStyle: "short", timeZone });
  return fillIn(WORDS.days.todayAt, { time: time.format(moment) });
}

/** How long ago a moment of this hour was: `just now`, `3 minutes ago`. */
export function formatAge(timestamp: string, now: Date): string {
  const minutes = Math.floor((now.getTime() - Date.parse(timestamp)) / 60_000);
  if (minutes < 1) return WORDS.days.justNow;
  return minutes === 1 ? WORDS.days.minuteAgo : fillIn(WORDS.days.minutesAgo, { minutes });
}

/** The day of a moment (ISO-8601, UTC) in a time zone: `30 November 2026`. */
export function formatDay(timestamp: string, timeZone: string): string {
  return formatDate(dayIn(timeZone, new Date(timestamp)));
}

/** A plain date, `YYYY-MM-DD`, in words: `30 November 2026`. No zone is applied to it. */
export function formatDate(date: string): string {
  return LONG_DATE.format(new Date(date));
}

/** The day and month of a plain date: `30 November`. */
export function formatDayAndMonth(date: string): string {
  return DAY_AND_MONTH.format(new Date(date));
}

/** The month of a plain date in three letters or so, as on a calendar's leaf. */
export function formatShortMonth(date: string): string {
  return SHORT_MONTHS[Number(date.slice(5, 7)) - 1]!;
}

const LONG_DATE = new Intl.DateTimeFormat(WORDS.locale, { dateStyle: "long", timeZone: "UTC" });
const DAY_AND_MONTH = new Intl.DateTimeFormat(WORDS.locale, {
  day: "numeric",
  month: "long",
  timeZone: "UTC",
});
const SHORT_MONTH = new Intl.DateTimeFormat(WORDS.locale, { month: "short", timeZone: "UTC" });
const SHORT_MONTHS = Array.from(
  { length: 12 },
  (_, month) => SHORT_MONTH.format(new Date(Date.UTC(2024, month))),
);

/** Days from which a date is so far ahead that months say more. */
const FAR_AHEAD = 61;

/** How far a plain date lies ahead: `Today`, `Tomorrow`, `in 4 days`, `in 7 months`. */
export function formatDistance(from: string, date: string): string {
  const days = Math.round((Date.parse(date) - Date.parse(from)) / 86_400_000);
  if (days === 0) return WORDS.days.today;
  if (days >= FAR_AHEAD) return fillIn(WORDS.days.inMonths, { months: Math.round(days / 30.4) });
  return days === 1 ? WORDS.days.tomorrow : fillIn(WORDS.days.inDays, { days });
}

const MONTH_AND_YEAR = new Intl.DateTimeFormat(WORDS.locale, {
  month: "long",
  year: "numeric",
  timeZone: "UTC",
});
const MONTH = new Intl.DateTimeFormat(WORDS.locale, { month: "long", timeZone: "UTC" });

/** The name of a month, by its two digits. */
export function formatMonth(number: string): string {
  return MONTH.format(new Date(`2024-${number}-01`));
}

/**
 * A date of which parts may not be known, in words: `30 November 1946`, `30 November`,
 * `November 1946`, `1946`.
 */
export function formatPartialDate(date: string): string {
  if (date.startsWith("--")) return formatDayAndMonth(`2024${date.slice(1)}`); // a leap year
  if (date.length === 4) return date;
  return date.length === 7 ? MONTH_AND_YEAR.format(new Date(date)) : formatDate(date);
}
