import type { Static } from "typebox";

/**
 * The fields that several endpoints share. Where a field has a `pattern` or a `format`, its
 * `description` is the sentence that a person reads when a value does not fit.
 */

/** A UUID, as the server makes them: version 7, so that they sort by age (RFC 9562 §5.7). */
export const Id = {
  type: "string",
  format: "uuid",
  description: "An id is a UUID.",
  examples: ["019aa5c3-2f6e-7cc4-9d5e-1b7f0a6f4c21"],
} as const;

/** A time in UTC with milliseconds (RFC 3339). */
export const Timestamp = {
  type: "string",
  format: "date-time",
  description: "A time in UTC.",
  examples: ["2026-11-23T18:04:05.123Z"],
} as const;

/** The email address of an existing account, as loose as in any version. */
export const Email = {
  type: "string",
  minLength: 3,
  maxLength: 254,
  pattern: "^[^\\s@\\p{C}]+@[^\\s@\\p{C}]+$",
  description: "An email address looks like anna@example.org, without spaces.",
  examples: ["anna@example.org"],
} as const;

/** A visible character; `\p{DI}`, Default_Ignorable_Code_Point, are the others. */
const LETTER_OR_DIGIT = "(?!\\p{DI})[\\p{L}\\p{M}\\p{N}]";
const LABEL = `${LETTER_OR_DIGIT}(?:(?:${LETTER_OR_DIGIT}|-){0,61}${LETTER_OR_DIGIT})?`;

/**
 * The email address of a new account: what `<input type="email">` accepts in HTML, and letters of
 * any script. `server/auth/email_rules.ts` has the rest.
 */
export const NewEmail = {
  ...Email,
  pattern: `^(?:${LETTER_OR_DIGIT}|[.!#$%&'*+/=?^_\`{|}~-])+@${LABEL}(?:\\.${LABEL})*$`,
} as const;

/** Letters of any script and emoji, but nothing that breaks a line or turns the direction of text. */
const PLAIN = "[^\\p{Cc}\\p{Cs}\\u2028\\u2029\\u202A-\\u202E\\u2066-\\u2069]";

/** Scripts in which invisible joiners change how letters look. */
const JOINING = "[" + [
  ...["Arabic", "Syriac", "Mongolian", "Devanagari", "Bengali", "Gurmukhi", "Gujarati", "Oriya"],
  ...["Tamil", "Telugu", "Kannada", "Malayalam", "Sinhala", "Khmer", "Myanmar", "Tibetan"],
].map((script) => `\\p{Script_Extensions=${script}}`).join("") + "]";

/** Invisible characters, each only where it changes how its neighbours look. */
const JOINERS = [
  "(?<=[\\p{ExtPict}\\p{EMod}])[\\uFE0E\\uFE0F]", // an emoji as text or as a picture
  "(?<=[0-9#*])\\uFE0F(?=\\u20E3)", // a key, such as 1️⃣
  "(?<=[\\p{ExtPict}\\p{EMod}\\uFE0F])\\u200D(?=\\p{ExtPict})", // several emoji as one
  "(?<=[\\u{1F3F4}\\u{E0061}-\\u{E007A}])[\\u{E0061}-\\u{E007A}\\u{E007F}]", // Scotland's flag
  `(?<=${JOINING})[\\u200C\\u200D](?=${JOINING})`,
  "(?<=\\p{Script=Mongolian})[\\u180B-\\u180D\\u180F]",
  "(?<=\\p{Script=Han})[\\uFE00-\\uFE02\\u{E0100}-\\u{E01EF}]", // how a kanji is written
].join("|");

/** One line of characters that are seen. U+2800 is a letter of Braille without dots. */
const ONE_LINE = `^(?!\\s)(?:(?![\\p{DI}\\u2800])${PLAIN}|${JOINERS})+(?<!\\s)$`;

/** The rule of `ONE_LINE`, as the end of a sentence. */
export const ONE_LINE_RULE =
  "one line of text, without a space at either end and without invisible characters.";

/** The name of a person. */
export const PersonName = {
  type: "string",
  minLength: 1,
  maxLength: 100,
  pattern: ONE_LINE,
  description: `A name is ${ONE_LINE_RULE}`,
  examples: ["Anna Berg"],
} as const;

/** Several lines of text. */
export const LinesOfText = {
  type: "string",
  minLength: 1,
  pattern: `^(?!\\s)(?:${PLAIN}|\\n)+(?<!\\s)$`,
} as const;

const YEAR = "(?:18|19|20|21)\\d\\d";
const LEAP_YEAR =
  "(?:(?:18|19|21)(?:0[48]|[2468][048]|[13579][26])|20(?:[02468][048]|[13579][26]))";
const MONTH_AND_DAY = "(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\\d|2[0-8])|" +
  "(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)"; // of every year

/** A valid day of the years 1800 to 2199. */
export const Day = {
  type: "string",
  pattern: `^(?:${YEAR}-${MONTH_AND_DAY}|${LEAP_YEAR}-02-29)$`,
  description: "A day is a date such as 2026-11-30.",
  examples: ["2026-11-30"],
} as const;

/** A day, a day without a year, or a year: `YYYY-MM-DD`, `--MM-DD`, `YYYY`. */
export const PartialDate = {
  type: ["string", "null"],
  pattern: `^(?:(?:${YEAR}|-)-${MONTH_AND_DAY}|(?:${LEAP_YEAR}|-)-02-29|${YEAR})$`,
  description: "A date is such as 1946-11-30, --11-30 without the year, or only 1946.",
  examples: ["1946-11-30", "--02-29", "1946"],
} as const;

/** The name of a family. */
export const FamilyName = { ...PersonName, maxLength: 120, examples: ["The Bergs"] } as const;

/** The password of an account; only limits the size of a request. */
export const Password = {
  type: "string",
  minLength: 1,
  maxLength: 4096,
  pattern: "^\\P{Cs}*$",
  format: "password",
  description: "A password is 15 to 1024 characters of any kind.",
  examples: ["sailing boats in the garden"],
} as const;

/**
 * A new password. Its length counts code points of its NFC form (NIST SP 800-63B-4 §3.1.1);
 * `server/auth/password_rules.ts` has the other rules.
 */
export const NewPassword = { ...Password, minLength: 15, maxLength: 1024 } as const;

/** Whether script tokens survive what ends sessions. */
export const KeepTokens = {
  type: "boolean",
  default: false,
  description: "Whether script tokens stay valid: true or false.",
} as const;

/** What a member may do in a family. */
export const Role = {
  type: "string",
  enum: ["owner", "admin", "member"],
  description: "A role is owner, admin or member.",
} as const;
/** One of the roles. */
export type Role = (typeof Role.enum)[number];

/** A note, such as whom an invite is for. */
export const Note = {
  ...PersonName,
  maxLength: 200,
  description: `A note is ${ONE_LINE_RULE}`,
  examples: ["for Grandma"],
} as const;

/** Entries of a page of a list, by default and at most. */
export const PAGE_ENTRIES = { usual: 100, most: 500 } as const;

/** Which page of a long list is wanted. */
export const PageQuery = {
  title: "PageQuery",
  type: "object",
  additionalProperties: false,
  properties: {
    limit: {
      type: "integer",
      minimum: 1,
      maximum: PAGE_ENTRIES.most,
      default: PAGE_ENTRIES.usual,
    },
    cursor: {
      type: "string",
      maxLength: 1000,
      description: "A cursor is taken from the Link of the page before.",
    },
  },
} as const;
export type PageQuery = Static<typeof PageQuery>;

/** An account with its name at that time; null if there is none, or it was deleted. */
export const AccountRef = {
  anyOf: [
    {
      title: "AccountRef",
      type: "object",
      additionalProperties: false,
      required: ["id", "name"],
      properties: { id: Id, name: PersonName },
    },
    { type: "null" },
  ],
} as const;

/** A person of the family with the current name; null if there is none, or it was erased. */
export const PersonRef = {
  anyOf: [
    {
      title: "PersonRef",
      type: "object",
      additionalProperties: false,
      required: ["id", "name"],
      properties: { id: Id, name: PersonName },
    },
    { type: "null" },
  ],
} as const;

/** Whether to erase the own entry among the people of the family that one leaves. */
export const Forget = {
  type: "boolean",
  default: false,
  description:
    "Whether one's own name and birthday are erased too. Only the leaving member may set it.",
} as const;

/** What is to become of what one has written in a family that one leaves. */
export const LeftJournal = {
  type: "string",
  enum: ["keep", "erase"],
  default: "keep",
  description: "Whether one's own posts and comments stay under one's name, or are erased with " +
    "what others have said to them: keep or erase. Only who leaves decides it.",
} as const;

/** Read out, typed or sent in a message: case, spaces and dashes do not matter. */
export const InviteCode = {
  type: "string",
  minLength: 1,
  maxLength: 100,
  description: "A code is letters and digits, in groups.",
  examples: ["K7Q-F9X-WMP-34T-VHB-C2D"],
} as const;

/** A code that sets a new password, in the form of an invite code. */
export const ResetCode = { ...InviteCode, examples: ["7TB-2MC-XQ4-HHE-P9W-K5R"] } as const;

/** The user agent of a client, which identifies a device. */
export const DeviceName = {
  type: "string",
  examples: ["circle/1.0.0 (garden; linux x86_64)"],
} as const;
