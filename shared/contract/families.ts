import type { Static } from "typebox";
import type { Endpoint } from "../endpoint.ts";
import { SCOPES } from "../scopes.ts";
import { AccountRef, FamilyName, Id, PageQuery, PersonRef, Role, Timestamp } from "./fields.ts";

/** Families that an account may be in. */
export const MAX_FAMILIES = 50;

/** A family as one of its members sees it. */
export const Family = {
  title: "Family",
  type: "object",
  additionalProperties: false,
  required: ["id", "name", "role", "created_at"],
  properties: { id: Id, name: FamilyName, role: Role, created_at: Timestamp },
} as const;
export type Family = Static<typeof Family>;

/** The kinds of events in a family. */
export const FamilyEvent = {
  type: "string",
  enum: [
    "created",
    "renamed",
    "invited",
    "invite_revoked",
    "joined",
    "role_changed",
    "left",
    "removed",
    "reset_code_made",
    "password_reset",
    "email_changed",
    "account_disabled",
    "account_enabled",
    "account_deleted",
    "email_set",
    "owner_set",
    "backup_restored",
    "person_added",
    "person_changed",
    "person_removed",
    "people_exported",
    "family_exported",
    "feed_made",
    "feed_ended",
    "post_deleted",
    "comment_deleted",
  ],
} as const;
/** The kind of an event in a family. */
export type FamilyEvent = (typeof FamilyEvent.enum)[number];

/** One entry of a family's log: actor, event, and whom it is about. */
export const LogEntry = {
  title: "LogEntry",
  type: "object",
  additionalProperties: false,
  required: ["id", "at", "event", "by", "member", "person", "role", "note"],
  properties: {
    id: Id,
    at: Timestamp,
    event: FamilyEvent,
    by: {
      ...AccountRef,
      description: "The account that did it; null for the host, or once its name is erased.",
    },
    member: {
      ...AccountRef,
      description: "The account that it is about; null if there is none.",
    },
    person: {
      ...PersonRef,
      description: "The person whose entry was added or changed; null once that is erased.",
    },
    role: { type: ["string", "null"], enum: [...Role.enum, null] },
    note: {
      type: ["string", "null"],
      description:
        "The note of an invite, a new name, the fields of a person that were changed, the format " +
        "of an export, or the name of a feed.",
    },
  },
} as const;
export type LogEntry = Static<typeof LogEntry>;

const FamilyNameRequest = {
  title: "FamilyNameRequest",
  type: "object",
  additionalProperties: false,
  required: ["name"],
  properties: { name: FamilyName },
} as const;

/** The endpoints of families and their logs. */
export const families = {
  listFamilies: {
    method: "GET",
    path: "/families",
    access: "account",
    scopes: SCOPES,
    summary: "List one's own families, by name",
    familyScope: true,
    query: PageQuery,
    status: 200,
    reply: {
      kind: "json",
      schema: { title: "Families", type: "array", items: Family },
      paged: true,
    },
    problems: [],
  },
  createFamily: {
    method: "POST",
    path: "/families",
    access: "account",
    summary: "Create another family, as its owner",
    description: `An account may be in ${MAX_FAMILIES} families. The person who hosts the server ` +
      "may let only members of a family make another, or nobody (`CIRCLE_NEW_FAMILIES`).",
    body: { kind: "json", schema: FamilyNameRequest },
    status: 201,
    reply: { kind: "json", schema: Family },
    problems: ["new_families_closed", "too_many_families", "storage_full"],
  },
  getFamily: {
    method: "GET",
    path: "/families/{family_id}",
    access: "account",
    scopes: SCOPES,
    summary: "Show one family",
    status: 200,
    reply: { kind: "json", schema: Family },
    problems: [],
  },
  updateFamily: {
    method: "PATCH",
    path: "/families/{family_id}",
    access: "account",
    summary: "Rename a family",
    body: { kind: "json", schema: FamilyNameRequest },
    status: 200,
    reply: { kind: "json", schema: Family },
    problems: ["forbidden", "storage_full"],
  },
  deleteFamily: {
    method: "DELETE",
    path: "/families/{family_id}",
    access: "session",
    summary: "Delete a family; its accounts stay",
    status: 204,
    problems: ["forbidden", "storage_full"],
  },
  listFamilyLog: {
    method: "GET",
    path: "/families/{family_id}/log",
    access: "account",
    summary: "List what happened in a family, newest first",
    query: PageQuery,
    status: 200,
    reply: {
      kind: "json",
      schema: { title: "FamilyLog", type: "array", items: LogEntry },
      paged: true,
    },
    problems: [],
  },
  exportFamily: {
    method: "GET",
    path: "/families/{family_id}/export",
    access: "session",
    summary: "Download everything that a family has written, as a ZIP",
    description: "It opens in any browser without a server: `index.html` shows the journal with " +
      "its comments; besides, the photos as files, `journal.json`, `people.vcf`, `people.csv` and " +
      "`birthdays.ics`. What cannot be found is named in `missing.txt`. " +
      "A family has one export at a time, and its log says who made it.",
    status: 200,
    reply: { kind: "download", mediaType: "application/zip" },
    problems: ["export_running", "photos_unavailable"],
  },
} as const satisfies Record<string, Endpoint>;
