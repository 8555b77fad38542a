import type { Static } from "typebox";
import type { Endpoint } from "../endpoint.ts";
import { Email, Id, PersonName, Role, Timestamp } from "./fields.ts";

/** An account as the others in its family see it. */
export const Member = {
  title: "Member",
  type: "object",
  additionalProperties: false,
  required: ["id", "name", "email", "role", "joined_at"],
  properties: { id: Id, name: PersonName, email: Email, role: Role, joined_at: Timestamp },
} as const;
export type Member = Static<typeof Member>;

/** The endpoints of families and of who is in them. */
export const families = {
  listFamilyMembers: {
    method: "GET",
    path: "/family-members",
    access: "account",
    summary: "List who is in the family, by name",
    description: "With one family `family` may be left out; with several it is needed.",
    query: {
      title: "FamilyChoice",
      type: "object",
      additionalProperties: false,
      properties: { family: Id },
    },
    status: 200,
    reply: { title: "Members", type: "array", items: Member },
    problems: ["family_required", "not_found"],
  },
} as const satisfies Record<string, Endpoint>;
