import { contentLine, escapeText, formatBasicTime } from "./content_lines.ts";
import type { DateParts } from "./date_parts.ts";

/** A person in an address book. */
export interface Contact {
  readonly id: string;
  /** The full name. */
  readonly name: string;
  readonly familyName: string | null;
  readonly birth: DateParts;
  readonly death: DateParts;
  readonly phone: string | null;
  readonly email: string | null;
  /** Lines of an envelope. */
  readonly address: string | null;
  readonly note: string | null;
  /** ISO-8601, UTC. */
  readonly updatedAt: string;
}

/** The vCard versions that can be written; more programs read 3.0. */
type VcardVersion = "3.0" | "4.0";

/** Writes people as vCards: 3.0 is RFC 2426, 4.0 is RFC 6350 with DEATHDATE of RFC 6474. */
export function writeVcards(contacts: readonly Contact[], version: VcardVersion): string {
  return contacts.map((contact) => writeVcard(contact, version)).join("");
}

function writeVcard(contact: Contact, version: VcardVersion): string {
  const { name, phone, email, address, note } = contact;
  const isOld = version === "3.0";
  return [
    "BEGIN:VCARD\r\n",
    contentLine("VERSION", version),
    "PRODID:-//CircleShare//People//EN\r\n",
    contentLine("UID", `urn:uuid:${contact.id}`),
    contentLine("REV", formatBasicTime(contact.updatedAt)),
    contentLine("FN", escapeText(name)),
    contentLine("N", nameComponents(contact).map(escapeText).join(";")),
    isOld ? writeOldBirthday(contact.birth) : writeDate("BDAY", contact.birth),
    isOld ? "" : writeDate("DEATHDATE", contact.death),
    phone === null ? "" : contentLine(isOld ? "TEL;TYPE=CELL" : "TEL;TYPE=cell", escapeText(phone)),
    email === null ? "" : contentLine(isOld ? "EMAIL;TYPE=INTERNET" : "EMAIL", escapeText(email)),
    // The third of the seven components is the street; the address is not split further.
    address === null ? "" : contentLine("ADR", `;;${escapeText(address)};;;;`),
    note === null ? "" : contentLine("NOTE", escapeText(note)),
    "END:VCARD\r\n",
  ].join("");
}

/** Family name, given name, and three empty components. */
function nameComponents({ name, familyName }: Contact): string[] {
  return [familyName ?? "", givenName(name, familyName ?? ""), "", "", ""];
}

/** A name without the family name at its beginning ("Nagy Anna") or end ("Anna Berg"). */
function givenName(name: string, familyName: string): string {
  if (familyName === "") return name;
  if (name.startsWith(familyName)) return name.slice(familyName.length).trim();
  if (name.endsWith(familyName)) return name.slice(0, -familyName.length).trim();
  return name;
}

/**
 * Version 3.0 has no date without a year. Apple's extension, which others read too, marks a year as
 * omitted: 1604, a leap year.
 */
function writeOldBirthday({ year, month, day }: DateParts): string {
  if (month === null || day === null) return "";
  const monthAndDay = `${pad(month)}-${pad(day)}`;
  return year === null
    ? contentLine("BDAY;VALUE=DATE;X-APPLE-OMIT-YEAR=1604", `1604-${monthAndDay}`)
    : contentLine("BDAY;VALUE=DATE", `${year}-${monthAndDay}`);
}

/** RFC 6350 §4.3.1: `19461130`, `--1130`, `1946`. */
function writeDate(name: string, { year, month, day }: DateParts): string {
  if (month === null || day === null) return year === null ? "" : contentLine(name, String(year));
  return contentLine(name, `${year ?? "--"}${pad(month)}${pad(day)}`);
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}
