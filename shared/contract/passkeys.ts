import type { Endpoint } from "../endpoint.ts";
import {
  CreationOptions,
  NewPasskey,
  Passkey,
  PasskeyAnswer,
  PasskeyName,
  RequestOptions,
} from "./passkey_fields.ts";
import { PasswordConfirmation, TokenResponse } from "./sessions.ts";

const AddPasskeyRequest = {
  title: "AddPasskeyRequest",
  type: "object",
  additionalProperties: false,
  required: ["name", "response"],
  properties: { name: PasskeyName, response: NewPasskey },
} as const;

const PasskeyLoginRequest = {
  title: "PasskeyLoginRequest",
  type: "object",
  additionalProperties: false,
  required: ["response"],
  properties: { response: PasskeyAnswer },
} as const;

/** The endpoints of passkeys. */
export const passkeys = {
  createPasskeyLoginOptions: {
    method: "POST",
    path: "/login/passkey/options",
    access: "anyone",
    summary: "Begin to log in by a passkey",
    description: "The challenge can be answered once, within five minutes.",
    status: 200,
    reply: { kind: "json", schema: RequestOptions },
    problems: ["passkeys_unavailable"],
  },
  loginByPasskey: {
    method: "POST",
    path: "/login/passkey",
    access: "anyone",
    summary: "Log in by a passkey: start a session",
    description:
      "It counts as entering the password. Every failure is answered the same. Too many " +
      "failed attempts from an address do not stop an answer that is right.",
    body: { kind: "json", schema: PasskeyLoginRequest },
    ignoresAttempts: true,
    status: 200,
    reply: { kind: "json", schema: TokenResponse },
    problems: ["passkey_refused", "passkeys_unavailable", "too_many_requests", "storage_full"],
  },
  createPasskeyOptions: {
    method: "POST",
    path: "/passkeys/options",
    access: "session",
    summary: "Begin to add a passkey",
    description: "The password is asked again. The challenge can be answered once, within five " +
      "minutes.",
    body: { kind: "json", schema: PasswordConfirmation },
    status: 200,
    reply: { kind: "json", schema: CreationOptions },
    problems: [
      "wrong_password",
      "passkeys_unavailable",
      "too_many_passkeys",
      "too_many_requests",
      "busy",
      "storage_full",
    ],
  },
  addPasskey: {
    method: "POST",
    path: "/passkeys",
    access: "session",
    summary: "Add a passkey",
    body: { kind: "json", schema: AddPasskeyRequest },
    status: 201,
    reply: { kind: "json", schema: Passkey },
    problems: [
      "passkey_not_added",
      "passkeys_unavailable",
      "too_many_passkeys",
      "storage_full",
    ],
  },
  listPasskeys: {
    method: "GET",
    path: "/passkeys",
    access: "session",
    summary: "List one's own passkeys, the newest first",
    status: 200,
    reply: { kind: "json", schema: { title: "Passkeys", type: "array", items: Passkey } },
    problems: [],
  },
  keepPasskey: {
    method: "POST",
    path: "/passkeys/{passkey_id}/keep",
    access: "session",
    summary: "Confirm a new passkey",
    description: "Ends the notice about a passkey that another session added. A session that was " +
      "started by an unconfirmed passkey can confirm none.",
    status: 204,
    problems: ["storage_full"],
  },
  removePasskey: {
    method: "DELETE",
    path: "/passkeys/{passkey_id}",
    access: "session",
    summary: "Remove a passkey",
    description: "The password is asked again.",
    body: { kind: "json", schema: PasswordConfirmation },
    status: 204,
    problems: ["wrong_password", "too_many_requests", "busy", "storage_full"],
  },
  removePasskeyByPost: {
    method: "POST",
    path: "/passkeys/{passkey_id}/delete",
    access: "session",
    summary: "Remove a passkey, for clients whose DELETE has no body",
    description: "The same as `DELETE /passkeys/{passkey_id}`.",
    body: { kind: "json", schema: PasswordConfirmation },
    status: 204,
    problems: ["wrong_password", "too_many_requests", "busy", "storage_full"],
  },
} as const satisfies Record<string, Endpoint>;
