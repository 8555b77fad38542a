import type { Static } from "typebox";
import type { Endpoint } from "../endpoint.ts";
import { SCOPES } from "../scopes.ts";
import {
  Email,
  Forget,
  Id,
  LeftJournal,
  PageQuery,
  PersonName,
  ResetCode,
  Role,
  Timestamp,
} from "./fields.ts";

/** Members that a family may have. */
export const MAX_MEMBERS = 500;

/** An account as listed in its family. */
export const Member = {
  title: "Member",
  type: "object",
  additionalProperties: false,
  required: ["id", "name", "email", "role", "joined_at", "disabled"],
  properties: {
    id: Id,
    name: PersonName,
    email: {
      ...Email,
      type: ["string", "null"],
      description: "Null for a script token that is limited to `members:read`.",
    },
    role: Role,
    joined_at: Timestamp,
    disabled: {
      type: "boolean",
      description: "Whether the person who hosts the server has disabled the account.",
    },
  },
} as const;
export type Member = Static<typeof Member>;

const Members = { title: "Members", type: "array", items: Member } as const;

/** A code with which a member sets a new password; only this reply has it. */
export const NewResetCode = {
  title: "NewResetCode",
  type: "object",
  additionalProperties: false,
  required: ["code", "works_from", "expires_at"],
  properties: {
    code: ResetCode,
    works_from: { ...Timestamp, description: "A day later for an owner, who can cancel it." },
    expires_at: Timestamp,
  },
} as const;
export type NewResetCode = Static<typeof NewResetCode>;

const UpdateMemberRequest = {
  title: "UpdateMemberRequest",
  type: "object",
  additionalProperties: false,
  required: ["role"],
  properties: { role: Role },
} as const;

const RemoveMemberRequest = {
  title: "RemoveMemberRequest",
  type: "object",
  additionalProperties: false,
  properties: { forget: Forget, journal: LeftJournal },
} as const;

/** The endpoints of the members of a family. */
export const members = {
  listFamilyMembers: {
    method: "GET",
    path: "/family-members",
    access: "account",
    scopes: SCOPES,
    summary: "List the members of the family, by name",
    familyScope: true,
    description: "`family` may be left out by an account with one family.",
    query: {
      title: "FamilyMembersQuery",
      type: "object",
      additionalProperties: false,
      properties: { family: Id, ...PageQuery.properties },
    },
    status: 200,
    reply: { kind: "json", schema: Members, paged: true },
    problems: ["family_required", "not_found"],
  },
  listMembers: {
    method: "GET",
    path: "/families/{family_id}/members",
    access: "account",
    scopes: SCOPES,
    summary: "List the members of a family, by name",
    query: PageQuery,
    status: 200,
    reply: { kind: "json", schema: Members, paged: true },
    problems: [],
  },
  setMemberRole: {
    method: "PATCH",
    path: "/families/{family_id}/members/{account_id}",
    access: "account",
    summary: "Change the role of a member",
    body: { kind: "json", schema: UpdateMemberRequest },
    status: 200,
    reply: { kind: "json", schema: Member },
    description: "A promotion needs a recent login, and script tokens cannot do it.",
    problems: ["forbidden", "recent_login_required", "last_owner", "storage_full"],
  },
  removeMember: {
    method: "DELETE",
    path: "/families/{family_id}/members/{account_id}",
    access: "account",
    summary: "Remove a member; remove oneself to leave",
    description: "Among the people, name and birthday stay, unless one leaves with `forget`.",
    body: { kind: "json", schema: RemoveMemberRequest, optional: true },
    status: 204,
    problems: ["forbidden", "last_owner", "storage_full"],
  },
  createResetCode: {
    method: "POST",
    path: "/families/{family_id}/members/{account_id}/password-reset",
    access: "recent",
    summary: "Make a reset code for a member who forgot the password",
    description:
      "For owners, and for members who are in no other family. It works for 24 hours; for an " +
      "owner, and after a change of role or a return, these begin a day later, and the member can cancel it.",
    status: 201,
    reply: { kind: "json", schema: NewResetCode },
    problems: ["forbidden", "in_other_families", "storage_full"],
  },
} as const satisfies Record<string, Endpoint>;
