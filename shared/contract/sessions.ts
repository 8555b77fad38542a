import type { Static } from "typebox";
import { type Endpoint, RECENT_MINUTES } from "../endpoint.ts";
import {
  AccountRef,
  DeviceName,
  Email,
  Id,
  KeepTokens,
  PageQuery,
  Password,
  Timestamp,
} from "./fields.ts";

/** Seconds that an access token lives. */
export const ACCESS_TOKEN_SECONDS = 1200;

/** A reset code that another owner made for the account, while it can be cancelled. */
export const PendingReset = {
  title: "PendingReset",
  type: "object",
  additionalProperties: false,
  required: ["made_at", "works_from", "by"],
  properties: {
    made_at: Timestamp,
    works_from: { ...Timestamp, description: "From then on it sets a new password." },
    by: AccountRef,
  },
} as const;
export type PendingReset = Static<typeof PendingReset>;

/** The tokens of a session. */
export const TokenResponse = {
  title: "TokenResponse",
  type: "object",
  additionalProperties: false,
  required: ["access_token", "token_type", "expires_in", "refresh_token"],
  properties: {
    access_token: { type: "string", description: "A JWT, sent as `Authorization: Bearer …`." },
    token_type: { type: "string", const: "bearer" },
    expires_in: { type: "integer", const: ACCESS_TOKEN_SECONDS, description: "In seconds." },
    refresh_token: { type: "string", description: "Opaque. Rotates at each use." },
    password_reset: {
      title: "PasswordResetNotice",
      type: "object",
      additionalProperties: false,
      required: ["at", "by"],
      description: "For a month after the password was reset by a code: when, and by whose code; " +
        "null for a code that the host made.",
      properties: { at: Timestamp, by: AccountRef },
    },
    cancelled_reset: {
      ...PendingReset,
      title: "CancelledReset",
      description: "The reset code that this login has cancelled.",
    },
  },
} as const;
export type TokenResponse = Static<typeof TokenResponse>;

/** How a session came in: `recovery` is by a password that a reset code had set. */
export const SessionOrigin = {
  type: "string",
  enum: ["password", "approval", "passkey", "recovery"],
  description: "By the password, by approval from another device, by a passkey, or by a password " +
    "that a reset code had set.",
} as const;
/** One of the ways in. */
export type SessionOrigin = (typeof SessionOrigin.enum)[number];

/** A session that came in by approval, until its person has said that it is their own. */
export const NewDevice = {
  title: "NewDevice",
  type: "object",
  additionalProperties: false,
  required: ["id", "device", "approved_by", "created_at"],
  properties: { id: Id, device: DeviceName, approved_by: DeviceName, created_at: Timestamp },
} as const;
export type NewDevice = Static<typeof NewDevice>;

/** One login on one device. */
export const Session = {
  title: "Session",
  type: "object",
  additionalProperties: false,
  required: [
    "id",
    "device",
    "address",
    "via",
    "approved_by",
    "created_at",
    "last_used_at",
    "current",
  ],
  properties: {
    id: Id,
    device: DeviceName,
    address: {
      type: "string",
      description: "The address of its last use.",
      examples: ["192.0.2.7"],
    },
    via: SessionOrigin,
    approved_by: {
      anyOf: [DeviceName, { type: "null" }],
      description: "The device that approved it.",
    },
    created_at: Timestamp,
    last_used_at: Timestamp,
    current: { type: "boolean", description: "Whether this request came from it." },
  },
} as const;
export type Session = Static<typeof Session>;

const LoginRequest = {
  title: "LoginRequest",
  type: "object",
  additionalProperties: false,
  required: ["email", "password"],
  properties: { email: Email, password: Password },
} as const;

/** The password, asked for again. */
export const PasswordConfirmation = {
  title: "PasswordConfirmation",
  type: "object",
  additionalProperties: false,
  required: ["password"],
  properties: { password: Password },
} as const;

const RefreshRequest = {
  title: "RefreshRequest",
  type: "object",
  additionalProperties: false,
  required: ["refresh_token"],
  properties: { refresh_token: { type: "string", minLength: 1, maxLength: 200 } },
} as const;

/** The endpoints of logging in, staying logged in and logging out. */
export const sessions = {
  login: {
    method: "POST",
    path: "/login",
    access: "anyone",
    summary: "Log in: start a session",
    body: { kind: "json", schema: LoginRequest },
    status: 200,
    reply: { kind: "json", schema: TokenResponse },
    problems: ["wrong_credentials", "too_many_requests", "busy", "storage_full"],
  },
  refresh: {
    method: "POST",
    path: "/token/refresh",
    access: "anyone",
    summary: "Continue a session: a new access token and the next refresh token",
    description:
      "The refresh token changes at each use. Until the new one is used, the one before " +
      "it is answered with the new one again. An older one ends the session.",
    body: { kind: "json", schema: RefreshRequest },
    status: 200,
    reply: { kind: "json", schema: TokenResponse },
    problems: ["invalid_token", "storage_full"],
  },
  logout: {
    method: "POST",
    path: "/logout",
    access: "session",
    summary: "End this session, the others, or all",
    description: "The scope `all` also ends every script token, unless `keep_tokens` is true.",
    query: {
      title: "LogoutQuery",
      type: "object",
      additionalProperties: false,
      properties: {
        scope: {
          type: "string",
          enum: ["this", "others", "all"],
          default: "this",
          description: "The scope is this, others or all.",
        },
        keep_tokens: KeepTokens,
      },
    },
    status: 204,
    problems: ["storage_full"],
  },
  confirmPassword: {
    method: "POST",
    path: "/profile/password/confirm",
    access: "session",
    summary: "Enter the password again in this session",
    description: `For ${RECENT_MINUTES} minutes the session may then do what needs a recent login.`,
    body: { kind: "json", schema: PasswordConfirmation },
    status: 204,
    problems: ["wrong_password", "too_many_requests", "busy", "storage_full"],
  },
  listSessions: {
    method: "GET",
    path: "/sessions",
    access: "session",
    summary: "List one's own sessions, the newest first",
    query: PageQuery,
    status: 200,
    reply: {
      kind: "json",
      schema: { title: "Sessions", type: "array", items: Session },
      paged: true,
    },
    problems: [],
  },
  keepSession: {
    method: "POST",
    path: "/sessions/{session_id}/keep",
    access: "session",
    summary: "Say that a new device is one's own",
    description: "Ends the notice about a session that came in by approval. A session that came " +
      "in so itself can do that for older ones only.",
    status: 204,
    problems: ["storage_full"],
  },
  endSession: {
    method: "DELETE",
    path: "/sessions/{session_id}",
    access: "session",
    summary: "End one of one's own sessions",
    status: 204,
    problems: ["storage_full"],
  },
} as const satisfies Record<string, Endpoint>;
