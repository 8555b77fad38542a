import type { Static } from "typebox";
import type { Endpoint } from "../endpoint.ts";
import type { ProblemCode } from "../problems.ts";
import { Family, MAX_FAMILIES } from "./families.ts";
import {
  AccountRef,
  FamilyName,
  Id,
  InviteCode,
  Note,
  PageQuery,
  PersonName,
  PersonRef,
  Role,
  Timestamp,
} from "./fields.ts";
import { MAX_MEMBERS } from "./members.ts";

/** Open invites that a family may have. */
export const MAX_OPEN_INVITES = 100;

/** Days for which an invite is open, by default and at most. */
export const INVITE_DAYS = { usual: 7, most: 30 } as const;

const INVITE_FIELDS = {
  id: Id,
  role: Role,
  note: { ...Note, type: ["string", "null"] },
  max_uses: { type: "integer" },
  used: { type: "integer" },
  person: { ...PersonRef, description: "The person that the joining account becomes." },
  created_by: AccountRef,
  created_at: Timestamp,
  expires_at: Timestamp,
} as const;

/** An invite as admins and owners see it, without its code. */
export const Invite = {
  title: "Invite",
  type: "object",
  additionalProperties: false,
  required: [
    "id",
    "role",
    "note",
    "max_uses",
    "used",
    "person",
    "created_by",
    "created_at",
    "expires_at",
  ],
  properties: INVITE_FIELDS,
} as const;
export type Invite = Static<typeof Invite>;

/** A new invite, with its code. */
export const NewInvite = {
  ...Invite,
  title: "NewInvite",
  required: ["code", ...Invite.required],
  properties: { ...INVITE_FIELDS, code: InviteCode },
} as const;
export type NewInvite = Static<typeof NewInvite>;

/** What an invite shows by its code. */
export const InvitePreview = {
  title: "InvitePreview",
  type: "object",
  additionalProperties: false,
  required: ["family", "role", "invited_by", "expires_at"],
  properties: {
    family: FamilyName,
    role: Role,
    invited_by: { ...PersonName, type: ["string", "null"] },
    expires_at: Timestamp,
  },
} as const;
export type InvitePreview = Static<typeof InvitePreview>;

const CreateInviteRequest = {
  title: "CreateInviteRequest",
  type: "object",
  additionalProperties: false,
  properties: {
    role: { ...Role, default: "member" },
    expires_in_days: {
      type: "integer",
      minimum: 1,
      maximum: INVITE_DAYS.most,
      default: INVITE_DAYS.usual,
    },
    max_uses: { type: "integer", minimum: 1, maximum: 100, default: 1 },
    note: Note,
    person: {
      ...Id,
      description:
        "The person of the family that the joining account becomes. Then it has one use.",
    },
  },
} as const;

const InviteCodeRequest = {
  title: "InviteCodeRequest",
  type: "object",
  additionalProperties: false,
  required: ["code"],
  properties: { code: InviteCode },
} as const;

/** The refusals of a code. */
export const INVITE_PROBLEMS = [
  "not_found",
  "invite_expired",
  "invite_used",
  "invite_revoked",
] as const satisfies readonly ProblemCode[];

/** The endpoints of invites. */
export const invites = {
  listInvites: {
    method: "GET",
    path: "/families/{family_id}/invites",
    access: "account",
    summary: "List the open invites of a family, newest first",
    query: PageQuery,
    status: 200,
    reply: {
      kind: "json",
      schema: { title: "Invites", type: "array", items: Invite },
      paged: true,
    },
    problems: ["forbidden"],
  },
  createInvite: {
    method: "POST",
    path: "/families/{family_id}/invites",
    access: "account",
    summary: "Create an invite; only this reply has its code",
    description:
      "Inviting an admin or owner needs a recent login, and script tokens cannot do it. " +
      `A family may have ${MAX_OPEN_INVITES} open invites.`,
    body: { kind: "json", schema: CreateInviteRequest },
    status: 201,
    reply: { kind: "json", schema: NewInvite },
    problems: [
      "forbidden",
      "recent_login_required",
      "person_is_member",
      "too_many_invites",
      "storage_full",
    ],
  },
  revokeInvite: {
    method: "DELETE",
    path: "/families/{family_id}/invites/{invite_id}",
    access: "account",
    summary: "Revoke an invite",
    status: 204,
    problems: ["forbidden", "storage_full"],
  },
  previewInvite: {
    method: "POST",
    path: "/invites/preview",
    access: "anyone",
    summary: "Show the family and role of an invite",
    body: { kind: "json", schema: InviteCodeRequest },
    status: 200,
    reply: { kind: "json", schema: InvitePreview },
    problems: [...INVITE_PROBLEMS, "too_many_requests"],
  },
  acceptInvite: {
    method: "POST",
    path: "/invites/accept",
    access: "account",
    summary: "Join a family by an invite",
    description:
      `An account may be in ${MAX_FAMILIES} families, a family may have ${MAX_MEMBERS} ` +
      "members. A member who was removed needs an invite made after that.",
    body: { kind: "json", schema: InviteCodeRequest },
    status: 200,
    reply: { kind: "json", schema: Family },
    problems: [
      ...INVITE_PROBLEMS,
      "already_member",
      "too_many_families",
      "too_many_members",
      "too_many_requests",
      "storage_full",
    ],
  },
} as const satisfies Record<string, Endpoint>;
