import fc from "fast-check";
import { ANY_CHARACTER } from "../../support/any_character.ts";
import { type DateParts, parseDateParts } from "../../../server/people/date_parts.ts";
import type { ListedPerson } from "../../../server/people/write_people_csv.ts";

/** Nothing is known of it. */
export const UNKNOWN: DateParts = { year: null, month: null, day: null };

/** A person with some fields of a test. */
export function samplePerson(known: Partial<ListedPerson> = {}): ListedPerson {
  return {
    id: "019aa5c3-2f6e-7cc4-9d5e-1b7f0a6f4c21",
    name: "Oma Elisabeth",
    familyName: null,
    birth: UNKNOWN,
    isDeceased: false,
    death: UNKNOWN,
    phone: null,
    email: null,
    address: null,
    note: null,
    updatedAt: "2026-11-27T02:30:00.123Z",
    ...known,
  };
}

/** Names that have broken other programs. */
export const ODD_NAMES = [
  "王小明",
  "Nagy Anna",
  `O'Neil; "x", \\n`,
  "عائشة بنت محمد",
  "שרה לוי",
  // An emoji of 25 octets, again and again: wherever a line is folded, it is within one of them.
  "👨‍👩‍👧‍👦".repeat(9),
  '=HYPERLINK("http://127.0.0.1/","Oma")',
  "BEGIN:VEVENT",
  "a\\, b\\; c\\\\n",
] as const;

/** Lines of text of every script, as the contract lets them through. */
export const LINES = fc.string({ unit: ANY_CHARACTER, minLength: 1, maxLength: 100 })
  .filter((text) => !/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(text));

/** Partial dates that exist. */
export const DATES = fc.oneof(
  fc.integer({ min: 1800, max: 2026 }).map(String),
  fc.date({ min: new Date("1800-01-01"), max: new Date("2026-01-01"), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10)),
  fc.date({ min: new Date("2024-01-01"), max: new Date("2024-12-31"), noInvalidDate: true })
    .map((date) => `-${date.toISOString().slice(4, 10)}`),
).map(parseDateParts);

/** The octets of each line of a file, without the ends of lines. */
export function measureLines(file: string): number[] {
  return file.split("\r\n").map((line) => new TextEncoder().encode(line).length);
}
