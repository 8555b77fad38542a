import type { Static } from "typebox";
import type { Endpoint } from "../endpoint.ts";
import { Email, Password } from "./fields.ts";

/** Seconds that an access token lives. */
export const ACCESS_TOKEN_SECONDS = 1200;

/** The tokens of a session. */
export const SignedIn = {
  title: "SignedIn",
  type: "object",
  additionalProperties: false,
  required: ["access_token", "token_type", "expires_in", "refresh_token"],
  properties: {
    access_token: { type: "string", description: "A JWT, sent as `Authorization: Bearer …`." },
    token_type: { type: "string", const: "bearer" },
    expires_in: { type: "integer", const: ACCESS_TOKEN_SECONDS, description: "In seconds." },
    refresh_token: { type: "string", description: "Opaque. Rotates at each use." },
  },
} as const;
export type SignedIn = Static<typeof SignedIn>;

const Credentials = {
  title: "Credentials",
  type: "object",
  additionalProperties: false,
  required: ["email", "password"],
  properties: { email: Email, password: Password },
} as const;

const Refresh = {
  title: "Refresh",
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
    body: Credentials,
    status: 200,
    reply: SignedIn,
    problems: ["wrong_credentials", "busy", "storage_full"],
  },
  refresh: {
    method: "POST",
    path: "/token/refresh",
    access: "anyone",
    summary: "Go on with a session: a new access token and the next refresh token",
    description: "A refresh token that was replaced less than 30 seconds ago still answers with " +
      "its successor; used later, it ends the session.",
    body: Refresh,
    status: 200,
    reply: SignedIn,
    problems: ["invalid_token", "storage_full"],
  },
  logout: {
    method: "POST",
    path: "/logout",
    access: "session",
    summary: "Log out: end this session",
    status: 204,
    problems: [],
  },
} as const satisfies Record<string, Endpoint>;
