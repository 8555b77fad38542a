import type { Static } from "typebox";
import type { Endpoint } from "../endpoint.ts";
import {
  Day,
  Email,
  Id,
  LinesOfText,
  Note,
  ONE_LINE_RULE,
  PageQuery,
  PartialDate,
  PersonName,
  Timestamp,
} from "./fields.ts";

/** People that a family may have. */
export const MAX_PEOPLE = 1000;

/** Days of birthdays that are listed, by default and at most. */
export const BIRTHDAY_DAYS = { usual: 60, most: 366 } as const;

const Name = {
  ...PersonName,
  description: `The full name is ${ONE_LINE_RULE}`,
  examples: ["Oma Elisabeth"],
} as const;

const CONTACT_FIELDS = {
  family_name: {
    ...PersonName,
    type: ["string", "null"],
    description: `A family name only sorts names in an address book. It is ${ONE_LINE_RULE}`,
    examples: ["Berg"],
  },
  birthday: {
    ...PartialDate,
    description: "A birthday is a date such as 1946-11-30, --11-30 without the year, or only 1946.",
  },
  deceased: { type: "boolean", description: "Whether the person has died." },
  died: {
    ...PartialDate,
    description: "The day of a death is a date such as 2019-12-24, --12-24, or only 2019.",
    examples: ["2019-12-24"],
  },
  phone: {
    ...PersonName,
    type: ["string", "null"],
    maxLength: 50,
    description: `A phone number is ${ONE_LINE_RULE}`,
    examples: ["+49 30 123"],
  },
  email: {
    ...Email,
    type: ["string", "null"],
    description: "An email address looks like anna@example.org. It is for writing, not for login.",
    examples: ["oma@example.org"],
  },
  address: {
    ...LinesOfText,
    type: ["string", "null"],
    maxLength: 300,
    description: "An address is lines of text, as on an envelope, without space around it and " +
      "without invisible control characters.",
    examples: ["Am Bach 3\n10115 Berlin"],
  },
  note: { ...Note, type: ["string", "null"], maxLength: 500, examples: ["Likes dahlias"] },
} as const;

/** A person of a family, with or without an account. */
export const Person = {
  title: "Person",
  type: "object",
  additionalProperties: false,
  required: [
    "id",
    "account_id",
    "name",
    "family_name",
    "birthday",
    "deceased",
    "died",
    "phone",
    "email",
    "address",
    "note",
    "created_at",
    "updated_at",
  ],
  properties: {
    id: Id,
    account_id: {
      ...Id,
      type: ["string", "null"],
      description: "The account that the person has in this family; null where there is none.",
    },
    name: Name,
    ...CONTACT_FIELDS,
    created_at: Timestamp,
    updated_at: Timestamp,
  },
} as const;
export type Person = Static<typeof Person>;

/** A birthday, or the memorial of a deceased person. */
export const Occasion = {
  title: "Occasion",
  type: "object",
  additionalProperties: false,
  required: ["person_id", "name", "kind", "on", "age"],
  properties: {
    person_id: Id,
    name: Name,
    kind: { type: "string", enum: ["birthday", "memorial"] },
    on: { ...Day, description: "29 February is kept on the 28th in common years." },
    age: {
      type: ["integer", "null"],
      description: "The age that a living person turns, or the years since a death; " +
        "null where the year is not known.",
    },
  },
} as const;
export type Occasion = Static<typeof Occasion>;

const CreatePersonRequest = {
  title: "CreatePersonRequest",
  type: "object",
  additionalProperties: false,
  required: ["name"],
  properties: { name: Name, ...CONTACT_FIELDS },
} as const;

const UpdatePersonRequest = {
  title: "UpdatePersonRequest",
  type: "object",
  additionalProperties: false,
  properties: { name: Name, ...CONTACT_FIELDS },
} as const;

/** The endpoints of a family's people and their birthdays. */
export const people = {
  listPeople: {
    method: "GET",
    path: "/families/{family_id}/people",
    access: "account",
    scopes: ["contacts:read"],
    summary: "List the people of a family, by name",
    query: PageQuery,
    status: 200,
    reply: { kind: "json", schema: { title: "People", type: "array", items: Person }, paged: true },
    problems: [],
  },
  createPerson: {
    method: "POST",
    path: "/families/{family_id}/people",
    access: "account",
    summary: "Add a person without an account",
    description: "`died` implies `deceased`. A family has at most 1,000 people.",
    body: { kind: "json", schema: CreatePersonRequest },
    status: 201,
    reply: { kind: "json", schema: Person },
    problems: ["too_many_people", "storage_full"],
  },
  getPerson: {
    method: "GET",
    path: "/families/{family_id}/people/{person_id}",
    access: "account",
    scopes: ["contacts:read"],
    summary: "Show one person",
    status: 200,
    reply: { kind: "json", schema: Person },
    problems: [],
  },
  updatePerson: {
    method: "PATCH",
    path: "/families/{family_id}/people/{person_id}",
    access: "account",
    summary: "Change a person",
    description:
      "`null` clears a field. A member's entry is changed by that member, or by admins " +
      "and owners.",
    body: { kind: "json", schema: UpdatePersonRequest },
    status: 200,
    reply: { kind: "json", schema: Person },
    problems: ["forbidden", "storage_full"],
  },
  deletePerson: {
    method: "DELETE",
    path: "/families/{family_id}/people/{person_id}",
    access: "account",
    summary: "Remove a person without an account",
    description: "For admins, owners, and the account that added the person.",
    status: 204,
    problems: ["forbidden", "person_is_member", "storage_full"],
  },
  exportVcards: {
    method: "GET",
    path: "/families/{family_id}/people.vcf",
    access: "account",
    scopes: ["contacts:read"],
    summary: "Download the people for an address book",
    description:
      "vCard 3.0, which more programs read, or 4.0. The deceased are left out by default.",
    query: {
      title: "VcardsQuery",
      type: "object",
      additionalProperties: false,
      properties: {
        version: {
          type: "string",
          enum: ["3.0", "4.0"],
          default: "3.0",
          description: "The version is 3.0 or 4.0.",
        },
        deceased: {
          type: "boolean",
          default: false,
          description: "Whether to include the deceased.",
        },
      },
    },
    status: 200,
    reply: { kind: "download", mediaType: "text/vcard; charset=utf-8" },
    problems: [],
  },
  exportCsv: {
    method: "GET",
    path: "/families/{family_id}/people.csv",
    access: "account",
    scopes: ["contacts:read"],
    summary: "Download the people as a table for a spreadsheet",
    status: 200,
    reply: { kind: "download", mediaType: "text/csv; charset=utf-8" },
    problems: [],
  },
  exportBirthdays: {
    method: "GET",
    path: "/families/{family_id}/birthdays.ics",
    access: "account",
    scopes: ["contacts:read"],
    summary: "Download the birthdays as a calendar",
    description: "From last year to two years ahead. A feed stays up to date automatically.",
    status: 200,
    reply: { kind: "download", mediaType: "text/calendar; charset=utf-8" },
    problems: [],
  },
  listBirthdays: {
    method: "GET",
    path: "/families/{family_id}/birthdays",
    access: "account",
    scopes: ["contacts:read"],
    summary: "List the next birthdays and memorials, by day",
    query: {
      title: "BirthdaysQuery",
      type: "object",
      additionalProperties: false,
      properties: {
        from: {
          ...Day,
          description: "A day is a date such as 2026-11-30. Without it, today where the server is.",
        },
        days: {
          type: "integer",
          minimum: 1,
          maximum: BIRTHDAY_DAYS.most,
          default: BIRTHDAY_DAYS.usual,
          description: "How many days, the first one included.",
        },
      },
    },
    status: 200,
    reply: { kind: "json", schema: { title: "Occasions", type: "array", items: Occasion } },
    problems: [],
  },
} as const satisfies Record<string, Endpoint>;
