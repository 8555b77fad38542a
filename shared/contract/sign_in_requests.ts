import type { Static } from "typebox";
import type { Endpoint } from "../endpoint.ts";
import { DeviceName, PersonName, Timestamp } from "./fields.ts";
import { TokenResponse } from "./sessions.ts";

/** Seconds for which a request to sign in can be approved and used. */
export const SIGN_IN_REQUEST_SECONDS = 600;

/** Seconds to wait between two questions about a request (RFC 8628 §3.2). */
export const SIGN_IN_POLL_SECONDS = 5;

/** Requests of one network that may wait at a time. */
export const MAX_WAITING_REQUESTS = 5;

/** Shown on the new device and typed on the other: case, spaces and dashes do not matter. */
export const SignInCode = {
  type: "string",
  minLength: 1,
  maxLength: 100,
  description: "A code is eight letters, in groups of four.",
  examples: ["BDFG-HJKM"],
} as const;

const Secret = {
  type: "string",
  minLength: 1,
  maxLength: 200,
  description: "The secret of a request to sign in.",
} as const;

/** A new request to sign in; only this reply has its code and its secret. */
export const NewSignInRequest = {
  title: "NewSignInRequest",
  type: "object",
  additionalProperties: false,
  required: ["code", "secret", "link", "expires_in", "interval"],
  properties: {
    code: { ...SignInCode, description: "To type on a device that is signed in." },
    secret: { ...Secret, description: "Stays on the new device, which is signed in by it." },
    link: {
      type: "string",
      maxLength: 1000,
      description: "The page on which to approve it, with the code after the `#`.",
      examples: ["https://circle.example.org/approve#BDFG-HJKM"],
    },
    expires_in: { type: "integer", const: SIGN_IN_REQUEST_SECONDS, description: "In seconds." },
    interval: {
      type: "integer",
      const: SIGN_IN_POLL_SECONDS,
      description: "Seconds to wait between two questions about it.",
    },
  },
} as const;
export type NewSignInRequest = Static<typeof NewSignInRequest>;

/** What has become of a request to sign in. */
export const SignInState = {
  title: "SignInState",
  type: "object",
  additionalProperties: false,
  required: ["status"],
  properties: {
    status: { type: "string", enum: ["waiting", "approved"] },
    account: {
      title: "SignInAccount",
      type: "object",
      additionalProperties: false,
      required: ["name"],
      description: "Whose account it will be, once it is approved: for the person to confirm.",
      properties: { name: PersonName },
    },
  },
} as const;
export type SignInState = Static<typeof SignInState>;

/** A request to sign in, as it is shown to who may approve it. */
export const SignInPreview = {
  title: "SignInPreview",
  type: "object",
  additionalProperties: false,
  required: ["device", "address", "same_network", "created_at"],
  properties: {
    device: DeviceName,
    address: { type: "string", description: "Where it asks from.", examples: ["192.0.2.7"] },
    same_network: {
      type: "boolean",
      description: "Whether the device that looks at it has the same network.",
    },
    created_at: Timestamp,
  },
} as const;
export type SignInPreview = Static<typeof SignInPreview>;

const SecretRequest = {
  title: "SignInSecretRequest",
  type: "object",
  additionalProperties: false,
  required: ["secret"],
  properties: { secret: Secret },
} as const;

const CodeRequest = {
  title: "SignInCodeRequest",
  type: "object",
  additionalProperties: false,
  required: ["code"],
  properties: { code: SignInCode },
} as const;

/** The endpoints of signing in by approval from another device (after RFC 8628). */
export const signInRequests = {
  createSignInRequest: {
    method: "POST",
    path: "/sign-in-requests",
    access: "anyone",
    summary: "Ask to be signed in by another device",
    description: "Show the code, or the link as a QR code, to a person who is signed in elsewhere.",
    status: 201,
    reply: { kind: "json", schema: NewSignInRequest },
    problems: ["too_many_requests", "storage_full"],
  },
  pollSignInRequest: {
    method: "POST",
    path: "/sign-in-requests/poll",
    access: "anyone",
    summary: "Ask what has become of a request to sign in",
    body: { kind: "json", schema: SecretRequest },
    ignoresAttempts: true,
    status: 202,
    reply: { kind: "json", schema: SignInState },
    problems: ["request_expired", "request_refused", "too_many_requests", "storage_full"],
  },
  finishSignInRequest: {
    method: "POST",
    path: "/sign-in-requests/finish",
    access: "anyone",
    summary: "Start the session that was approved, once",
    description: "Call it after the person on the new device has confirmed whose account it is.",
    body: { kind: "json", schema: SecretRequest },
    status: 200,
    reply: { kind: "json", schema: TokenResponse },
    problems: [
      "request_waiting",
      "request_expired",
      "request_refused",
      "storage_full",
    ],
  },
  previewSignInRequest: {
    method: "POST",
    path: "/sign-in-requests/preview",
    access: "session",
    summary: "Show which device asks to be signed in, and from where",
    body: { kind: "json", schema: CodeRequest },
    status: 200,
    reply: { kind: "json", schema: SignInPreview },
    problems: ["not_found", "request_expired", "too_many_requests", "storage_full"],
  },
  approveSignInRequest: {
    method: "POST",
    path: "/sign-in-requests/approve",
    access: "session",
    summary: "Sign another device in to one's own account",
    body: { kind: "json", schema: CodeRequest },
    status: 204,
    problems: ["not_found", "request_expired", "too_many_requests", "storage_full"],
  },
  refuseSignInRequest: {
    method: "POST",
    path: "/sign-in-requests/refuse",
    access: "session",
    summary: "Refuse to sign another device in",
    body: { kind: "json", schema: CodeRequest },
    status: 204,
    problems: ["not_found", "request_expired", "too_many_requests", "storage_full"],
  },
} as const satisfies Record<string, Endpoint>;
