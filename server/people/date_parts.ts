/** A date whose year, or month and day, may be unknown. */
export interface DateParts {
  readonly year: number | null;
  readonly month: number | null;
  readonly day: number | null;
}

const PARTIAL_DATE = /^(?:(?<year>\d{4})|--(?=\d))(?:-?(?<month>\d\d)-(?<day>\d\d))?$/;

/**
 * Parses `YYYY-MM-DD`, `--MM-DD` or `YYYY`. The contract has checked the form (`PartialDateText`).
 */
export function parseDateParts(text: string): DateParts {
  const groups = PARTIAL_DATE.exec(text)?.groups;
  if (!groups) throw new TypeError(`not a partial date: ${JSON.stringify(text)}`);
  const { year, month, day } = groups;
  return { year: toNumber(year), month: toNumber(month), day: toNumber(day) };
}

function toNumber(digits: string | undefined): number | null {
  return digits === undefined ? null : Number(digits);
}

/** Formats a date for `parseDateParts`; null if nothing is known. */
export function formatDateParts({ year, month, day }: DateParts): string | null {
  if (month === null || day === null) return year === null ? null : pad(year, 4);
  return `${year === null ? "-" : pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
}

function pad(value: number, digits: number): string {
  return String(value).padStart(digits, "0");
}

/** Whether a date is certainly after a day (`YYYY-MM-DD`). */
export function isAfter(date: DateParts, day: string): boolean {
  return isBefore(parseDateParts(day), date);
}

/** Whether a date is certainly before another; both need a year. */
export function isBefore(date: DateParts, other: DateParts): boolean {
  if (date.year === null || other.year === null) return false;
  if (date.year !== other.year) return date.year < other.year;
  if (date.month === null || other.month === null) return false;
  return formatDateParts(date)! < formatDateParts(other)!;
}
