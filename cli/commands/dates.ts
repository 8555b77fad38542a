import { InvalidArgumentError } from "./command.ts";

/**
 * Parses a date as people type it into one of the API: `1946-11-30`, `02-29` or `--02-29` without a
 * year, or only `1946`. An empty text clears the date. Whether the day exists, the server knows.
 */
export function parsePartialDate(text: string): string | null {
  if (text === "") return null;
  if (/^\d{4}(-\d{2}-\d{2})?$/.test(text)) return text;
  const [, monthAndDay] = /^(?:--)?(\d{2}-\d{2})$/.exec(text) ?? [];
  if (monthAndDay !== undefined) return `--${monthAndDay}`;
  throw new InvalidArgumentError("It must be a date such as 1946-11-30, 11-30 or 1946.");
}

/** Formats a date of the API as it is typed. */
export function formatPartialDate(date: string | null): string {
  return date?.replace(/^--/, "") ?? "";
}

/** The day that it is here. */
export function getToday(): string {
  return Temporal.Now.plainDateISO().toString();
}

/** The days from one day to another, both `YYYY-MM-DD`. */
export function countDays(from: string, to: string): number {
  return Temporal.PlainDate.from(from).until(to).days;
}
