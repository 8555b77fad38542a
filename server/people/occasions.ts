import { addDays, yearOf } from "./days.ts";
import { type DateParts, formatDateParts, isAfter } from "./date_parts.ts";

/** What decides about a person's birthdays and memorials. */
export interface LifeDates {
  readonly birth: DateParts;
  readonly isDeceased: boolean;
  /** Known only of the deceased, and not of all. */
  readonly death: DateParts;
}

/** A birthday or memorial of one year. */
export interface OccasionDate {
  readonly kind: "birthday" | "memorial";
  /** `YYYY-MM-DD` */
  readonly on: string;
  /** Of a birthday: how old the person turns. Of a memorial: years since the death. Null where unknown. */
  readonly age: number | null;
}

/** A range of days, the first one included. */
export interface DayRange {
  /** `YYYY-MM-DD` */
  readonly from: string;
  readonly days: number;
}

/** The birthday or the memorial of a person, or both, in a year. */
export function listOccasionsInYear(person: LifeDates, year: number): OccasionDate[] {
  return [findBirthday(person, year), findMemorial(person, year)].filter((found) =>
    found !== undefined
  );
}

/** A person's birthdays and memorials in a range of days, the first one first. */
export function listOccasions(person: LifeDates, { from, days }: DayRange): OccasionDate[] {
  const last = addDays(from, days - 1);
  const occasions: OccasionDate[] = [];
  for (let year = yearOf(from); year <= yearOf(last); year++) {
    occasions.push(...listOccasionsInYear(person, year));
  }
  return occasions.filter(({ on }) => from <= on && on <= last)
    .sort((a, b) => a.on < b.on ? -1 : 1);
}

/** There is no birthday on the day of birth, nor after the death. */
function findBirthday(
  { birth, isDeceased, death }: LifeDates,
  year: number,
): OccasionDate | undefined {
  const on = findAnniversary(birth, year);
  if (on === undefined || (isDeceased && !isAfter(death, on))) return undefined;
  return { kind: "birthday", on, age: isDeceased ? null : yearsSince(birth, year) };
}

function findMemorial({ isDeceased, death }: LifeDates, year: number): OccasionDate | undefined {
  const on = findAnniversary(death, year);
  return on !== undefined && isDeceased
    ? { kind: "memorial", on, age: yearsSince(death, year) }
    : undefined;
}

/** The anniversary of a date in a later year; for 29 February it is the 28th in common years. */
function findAnniversary(
  { year: first, month, day }: DateParts,
  year: number,
): string | undefined {
  if (month === null || day === null || (first !== null && year <= first)) return undefined;
  const isKept = month !== 2 || day !== 29 || isLeapYear(year);
  return formatDateParts({ year, month, day: isKept ? day : 28 })!; // the full date is known
}

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

function yearsSince({ year: first }: DateParts, year: number): number | null {
  return first === null ? null : year - first;
}
