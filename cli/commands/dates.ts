import { InvalidArgumentError } from "./command.ts";

/**
 * Parses a date as people type it into one of the API: `1946-11-30`, `02-29` or `--02-29` without a
 * year, or only `1946`. An empty text clears the date.
 */
export function parseTypedDate(text: string): string | null {
  if (text === "") return null;
  if (/^\d{4}$/.test(text)) return text;
  const [, year, monthAndDay] = /^(?:(\d{4})-|--)?(\d{2}-\d{2})$/.exec(text) ?? [];
  if (monthAndDay === undefined) {
    throw new InvalidArgumentError("It must be a date such as 1946-11-30, 11-30 or 1946.");
  }
  if (!isDay(`${year ?? LEAP_YEAR}-${monthAndDay}`)) {
    throw new InvalidArgumentError("There is no such day.");
  }
  return `${year ?? "-"}-${monthAndDay}`;
}

/** A year in which every day of a date without a year exists. */
const LEAP_YEAR = "2000";

function isDay(date: string): boolean {
  try {
    return Temporal.PlainDate.from(date).toString() === date;
  } catch {
    return false;
  }
}

/** Formats a date of the API as it is typed. */
export function formatTypedDate(date: string | null): string {
  return date?.replace(/^--/, "") ?? "";
}

/** The current day in the time zone of this device. */
export function getToday(): string {
  return Temporal.Now.plainDateISO().toString();
}

/** The days from one day to another, both `YYYY-MM-DD`. */
export function countDays(from: string, to: string): number {
  return Temporal.PlainDate.from(from).until(to).days;
}
