import type { Static } from "typebox";
import { DeviceName, Id, PersonName, Timestamp } from "./fields.ts";

/** Seconds for which a challenge can be answered. */
export const CHALLENGE_SECONDS = 300;

/** Passkeys that an account may have. */
export const MAX_PASSKEYS = 10;

/** What its owner calls a passkey. */
export const PasskeyName = { ...PersonName, examples: ["Anna's phone"] } as const;

/** Bytes in base64url without padding (RFC 4648 §5). */
const Bytes = {
  type: "string",
  minLength: 1,
  maxLength: 20_000,
  pattern: "^[\\w-]+$",
  description: "Bytes in base64url.",
  examples: ["AAAA"],
} as const;

const CREDENTIAL_TYPE = { type: "string", const: "public-key" } as const;

const Transports = {
  type: "array",
  maxItems: 10,
  items: { type: "string", minLength: 1, maxLength: 20, pattern: "^[a-z-]+$", examples: ["usb"] },
  description: "How browsers reach it.",
} as const;

/** A passkey, with which its account is signed in. */
export const Passkey = {
  title: "Passkey",
  type: "object",
  additionalProperties: false,
  required: ["id", "name", "host", "backed_up", "created_at", "last_used_at"],
  properties: {
    id: Id,
    name: PasskeyName,
    host: {
      type: "string",
      description: "The host name of the server that it works at.",
      examples: ["circle.example.org"],
    },
    backed_up: { type: "boolean", description: "Whether its devices keep a copy elsewhere." },
    created_at: Timestamp,
    last_used_at: { ...Timestamp, type: ["string", "null"] },
  },
} as const;
export type Passkey = Static<typeof Passkey>;

/** A passkey that another session added, until its person has said that it is their own. */
export const AddedPasskey = {
  title: "AddedPasskey",
  type: "object",
  additionalProperties: false,
  required: ["id", "name", "added_by", "created_at"],
  properties: { id: Id, name: PasskeyName, added_by: DeviceName, created_at: Timestamp },
} as const;
export type AddedPasskey = Static<typeof AddedPasskey>;

/** What `navigator.credentials.create` is called with, after `parseCreationOptionsFromJSON`. */
export const CreationOptions = {
  title: "PasskeyCreationOptions",
  type: "object",
  additionalProperties: false,
  required: [
    "rp",
    "user",
    "challenge",
    "pubKeyCredParams",
    "timeout",
    "attestation",
    "authenticatorSelection",
    "excludeCredentials",
  ],
  properties: {
    rp: {
      title: "PasskeyServer",
      type: "object",
      additionalProperties: false,
      required: ["id", "name"],
      properties: { id: { type: "string" }, name: { type: "string" } },
    },
    user: {
      title: "PasskeyUser",
      type: "object",
      additionalProperties: false,
      required: ["id", "name", "displayName"],
      properties: { id: Bytes, name: { type: "string" }, displayName: { type: "string" } },
    },
    challenge: Bytes,
    pubKeyCredParams: {
      type: "array",
      items: {
        title: "PasskeyAlgorithm",
        type: "object",
        additionalProperties: false,
        required: ["type", "alg"],
        properties: { type: CREDENTIAL_TYPE, alg: { type: "integer" } },
      },
    },
    timeout: { type: "integer", description: "In milliseconds." },
    attestation: { type: "string", const: "none" },
    authenticatorSelection: {
      title: "PasskeySelection",
      type: "object",
      additionalProperties: false,
      required: ["residentKey", "requireResidentKey", "userVerification"],
      properties: {
        residentKey: { type: "string", const: "required" },
        requireResidentKey: { type: "boolean", const: true },
        userVerification: { type: "string", const: "required" },
      },
    },
    excludeCredentials: {
      type: "array",
      items: {
        title: "PasskeyDescriptor",
        type: "object",
        additionalProperties: false,
        required: ["type", "id", "transports"],
        properties: { type: CREDENTIAL_TYPE, id: Bytes, transports: Transports },
      },
    },
  },
} as const;

/** What `navigator.credentials.get` is called with, after `parseRequestOptionsFromJSON`. */
export const RequestOptions = {
  title: "PasskeyRequestOptions",
  type: "object",
  additionalProperties: false,
  required: ["challenge", "rpId", "timeout", "userVerification"],
  properties: {
    challenge: Bytes,
    rpId: { type: "string" },
    timeout: { type: "integer", description: "In milliseconds." },
    userVerification: { type: "string", const: "required" },
  },
} as const;

const Attachment = { type: ["string", "null"], maxLength: 50, examples: ["platform"] } as const;

const Extensions = {
  title: "PasskeyExtensions",
  type: "object",
  additionalProperties: false,
  properties: {},
} as const;

/** A credential that answers the challenge of its creation. */
export const NewPasskey = {
  title: "NewPasskey",
  type: "object",
  additionalProperties: false,
  required: ["id", "response"],
  description: "The credential that a browser made, as its `toJSON` gives it.",
  properties: {
    id: Bytes,
    rawId: Bytes,
    type: CREDENTIAL_TYPE,
    authenticatorAttachment: Attachment,
    clientExtensionResults: Extensions,
    response: {
      title: "PasskeyAttestation",
      type: "object",
      additionalProperties: false,
      required: ["clientDataJSON", "attestationObject"],
      properties: {
        clientDataJSON: Bytes,
        attestationObject: Bytes,
        transports: Transports,
        authenticatorData: Bytes,
        publicKey: Bytes,
        publicKeyAlgorithm: { type: "integer" },
      },
    },
  },
} as const;

/** A credential with the answer to a challenge of a login. */
export const PasskeyAnswer = {
  title: "PasskeyAnswer",
  type: "object",
  additionalProperties: false,
  required: ["id", "response"],
  description: "The credential that answered, as its `toJSON` gives it.",
  properties: {
    id: Bytes,
    rawId: Bytes,
    type: CREDENTIAL_TYPE,
    authenticatorAttachment: Attachment,
    clientExtensionResults: Extensions,
    response: {
      title: "PasskeyAssertion",
      type: "object",
      additionalProperties: false,
      required: ["clientDataJSON", "authenticatorData", "signature", "userHandle"],
      properties: {
        clientDataJSON: Bytes,
        authenticatorData: Bytes,
        signature: Bytes,
        userHandle: Bytes,
      },
    },
  },
} as const;
export type PasskeyAnswer = Static<typeof PasskeyAnswer>;
export type NewPasskey = Static<typeof NewPasskey>;
