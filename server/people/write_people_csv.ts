import { formatDateParts } from "./date_parts.ts";
import type { Contact } from "./write_vcards.ts";

/** A person as a row of the table. */
export interface ListedPerson extends Contact {
  readonly isDeceased: boolean;
}

const COLUMNS = [
  "name",
  "family_name",
  "birthday",
  "deceased",
  "died",
  "phone",
  "email",
  "address",
  "note",
] as const;

/**
 * Writes people as CSV (RFC 4180), in UTF-8 with a byte order mark: without it Excel assumes
 * another encoding. Every cell is quoted, and no cell is read as a formula.
 */
export function writePeopleCsv(people: readonly ListedPerson[]): string {
  const rows = [writeRow(COLUMNS), ...people.map((person) => writeRow(listCells(person)))];
  return `\uFEFF${rows.join("")}`;
}

function listCells(person: ListedPerson): string[] {
  const { phone } = person;
  return [
    asText(person.name),
    asText(person.familyName),
    asText(formatDateParts(person.birth)),
    String(person.isDeceased),
    asText(formatDateParts(person.death)),
    // A phone number may begin with a plus: without letters it is no function call.
    phone !== null && /^[+0-9 ()/.-]+$/.test(phone) ? phone : asText(phone),
    asText(person.email),
    asText(person.address),
    asText(person.note),
  ];
}

/**
 * Where a spreadsheet would read a formula: at the beginning of a cell. Where lists are separated by
 * semicolons, such as in Germany, Excel begins cells after semicolons and line breaks too: there the
 * quotes of all cells but the first of a line do not count.
 */
const FORMULA_START = /(?<=^|[;\t\r\n])(?=[=+\-@])|^(?=[\t\r])/g;

/** Puts an apostrophe before what a spreadsheet would read as a formula. */
function asText(value: string | null): string {
  return value === null ? "" : value.replaceAll(FORMULA_START, "'");
}

function writeRow(cells: readonly string[]): string {
  return `${cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",")}\r\n`;
}
