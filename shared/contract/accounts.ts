import type { Static } from "typebox";
import type { Endpoint } from "../endpoint.ts";
import { SCOPES } from "../scopes.ts";
import { MAX_FAMILIES } from "./families.ts";
import {
  Email,
  FamilyName,
  Forget,
  Id,
  InviteCode,
  KeepTokens,
  LeftJournal,
  NewEmail,
  NewPassword,
  Password,
  PersonName,
  ResetCode,
  Role,
  Timestamp,
} from "./fields.ts";
import { INVITE_PROBLEMS } from "./invites.ts";
import { AddedPasskey } from "./passkey_fields.ts";
import { NewDevice, PendingReset } from "./sessions.ts";

/** An account as shown to itself. */
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
      description: `By name; an account may be in ${MAX_FAMILIES}.`,
      items: {
        title: "OwnFamily",
        type: "object",
        additionalProperties: false,
        required: ["id", "name", "role"],
        properties: { id: Id, name: FamilyName, role: Role },
      },
    },
    pending_reset: {
      ...PendingReset,
      description: "Only while there is one: cancel it by `POST /profile/password/keep`, or by " +
        "logging in with the password.",
    },
    new_devices: {
      type: "array",
      items: NewDevice,
      description: "Only while there are any, and not for script tokens: devices that another " +
        "one has signed in. Keep them by `POST /sessions/{session_id}/keep`, or end them.",
    },
    new_passkeys: {
      type: "array",
      items: AddedPasskey,
      description: "Only while there are any, and not for script tokens: passkeys that another " +
        "session added. Keep them by `POST /passkeys/{passkey_id}/keep`, or remove them.",
    },
  },
} as const;
export type Profile = Static<typeof Profile>;

const RegisterRequest = {
  title: "RegisterRequest",
  type: "object",
  additionalProperties: false,
  required: ["email", "name", "password"],
  properties: { email: NewEmail, name: PersonName, password: NewPassword, invite: InviteCode },
} as const;

const UpdateProfileRequest = {
  title: "UpdateProfileRequest",
  type: "object",
  additionalProperties: false,
  required: ["name"],
  properties: { name: PersonName },
} as const;

const ChangeEmailRequest = {
  title: "ChangeEmailRequest",
  type: "object",
  additionalProperties: false,
  required: ["email", "password"],
  properties: { email: NewEmail, password: Password },
} as const;

const DeleteProfileRequest = {
  title: "DeleteProfileRequest",
  type: "object",
  additionalProperties: false,
  required: ["password"],
  properties: { password: Password, forget: Forget, journal: LeftJournal },
} as const;

const ChangePasswordRequest = {
  title: "ChangePasswordRequest",
  type: "object",
  additionalProperties: false,
  required: ["current_password", "new_password"],
  properties: {
    current_password: Password,
    new_password: NewPassword,
    keep_tokens: KeepTokens,
  },
} as const;

const ResetPasswordRequest = {
  title: "ResetPasswordRequest",
  type: "object",
  additionalProperties: false,
  required: ["code", "new_password"],
  properties: { code: ResetCode, new_password: NewPassword },
} as const;

/** The endpoints of a person's own account. */
export const accounts = {
  register: {
    method: "POST",
    path: "/register",
    access: "anyone",
    summary: "Create an account",
    description: "With an invite the new account joins that family; without one it gets a family " +
      "of its own, as its owner.",
    body: { kind: "json", schema: RegisterRequest },
    status: 201,
    reply: { kind: "json", schema: Profile },
    problems: [
      "registration_closed",
      "email_taken",
      "too_many_members",
      ...INVITE_PROBLEMS,
      "too_many_requests",
      "busy",
      "storage_full",
    ],
  },
  getProfile: {
    method: "GET",
    path: "/profile",
    access: "account",
    scopes: SCOPES,
    summary: "Show one's own account and families",
    familyScope: true,
    status: 200,
    reply: { kind: "json", schema: Profile },
    problems: [],
  },
  updateProfile: {
    method: "PATCH",
    path: "/profile",
    access: "account",
    summary: "Change one's own name",
    body: { kind: "json", schema: UpdateProfileRequest },
    status: 200,
    reply: { kind: "json", schema: Profile },
    problems: ["storage_full"],
  },
  changeEmail: {
    method: "POST",
    path: "/profile/email",
    access: "session",
    summary: "Change the email that one logs in with",
    description: "The password is asked again. Nothing ends, and the families are told of it " +
      "without the address.",
    body: { kind: "json", schema: ChangeEmailRequest },
    status: 200,
    reply: { kind: "json", schema: Profile },
    problems: ["wrong_password", "email_taken", "too_many_requests", "busy", "storage_full"],
  },
  changePassword: {
    method: "POST",
    path: "/profile/password",
    access: "session",
    summary: "Change the password; every other session and every script token ends",
    body: { kind: "json", schema: ChangePasswordRequest },
    status: 204,
    problems: ["wrong_password", "too_many_requests", "busy", "storage_full"],
  },
  keepPassword: {
    method: "POST",
    path: "/profile/password/keep",
    access: "session",
    summary: "Cancel the reset codes that others made for one's password",
    status: 204,
    problems: ["storage_full"],
  },
  resetPassword: {
    method: "POST",
    path: "/password-reset",
    access: "anyone",
    summary: "Set a new password by a reset code; every session and script token ends",
    body: { kind: "json", schema: ResetPasswordRequest },
    status: 204,
    problems: [
      "not_found",
      "reset_pending",
      "reset_expired",
      "too_many_requests",
      "busy",
      "storage_full",
    ],
  },
  deleteProfile: {
    method: "DELETE",
    path: "/profile",
    access: "session",
    summary: "Delete the account",
    description: "The password is asked again. Families that have no other member go with it. " +
      "In others, name and birthday stay among the people, unless `forget` says otherwise.",
    body: { kind: "json", schema: DeleteProfileRequest },
    status: 204,
    problems: ["wrong_password", "last_owner", "too_many_requests", "busy", "storage_full"],
  },
  deleteProfileByPost: {
    method: "POST",
    path: "/profile/delete",
    access: "session",
    summary: "Delete the account, for clients whose DELETE has no body",
    description:
      "The same as `DELETE /profile`. Proxies and client libraries may drop the body of a " +
      "DELETE (RFC 9110 §9.3.5).",
    body: { kind: "json", schema: DeleteProfileRequest },
    status: 204,
    problems: ["wrong_password", "last_owner", "too_many_requests", "busy", "storage_full"],
  },
} as const satisfies Record<string, Endpoint>;
