import type { Static } from "typebox";
import type { Endpoint } from "../endpoint.ts";
import { Email, FamilyName, Id, Password, PersonName, Role, Timestamp } from "./fields.ts";

/** An account as its own person sees it. */
export const Profile = {
  title: "Profile",
  type: "object",
  additionalProperties: false,
  required: ["id", "email", "name", "created_at", "families"],
  properties: {
    id: Id,
    email: Email,
    name: PersonName,
    created_at: Timestamp,
    families: {
      type: "array",
      items: {
        title: "OwnFamily",
        type: "object",
        additionalProperties: false,
        required: ["id", "name", "role"],
        properties: { id: Id, name: FamilyName, role: Role },
      },
    },
  },
} as const;
export type Profile = Static<typeof Profile>;

const Registration = {
  title: "Registration",
  type: "object",
  additionalProperties: false,
  required: ["email", "name", "password"],
  properties: { email: Email, name: PersonName, password: Password },
} as const;

const ProfileChange = {
  title: "ProfileChange",
  type: "object",
  additionalProperties: false,
  required: ["name"],
  properties: { name: PersonName },
} as const;

/** The endpoints of a person's own account. */
export const accounts = {
  register: {
    method: "POST",
    path: "/register",
    access: "anyone",
    summary: "Make an account",
    description: "The new account gets a family of its own, as its owner.",
    body: Registration,
    status: 201,
    reply: Profile,
    problems: ["registration_closed", "email_taken", "busy", "storage_full"],
  },
  getProfile: {
    method: "GET",
    path: "/profile",
    access: "account",
    summary: "Show who is signed in, and in which families",
    status: 200,
    reply: Profile,
    problems: [],
  },
  updateProfile: {
    method: "PATCH",
    path: "/profile",
    access: "account",
    summary: "Change one's own name",
    body: ProfileChange,
    status: 200,
    reply: Profile,
    problems: ["storage_full"],
  },
} as const satisfies Record<string, Endpoint>;
