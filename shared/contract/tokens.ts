import type { Static } from "typebox";
import type { Endpoint } from "../endpoint.ts";
import { SCOPES } from "../scopes.ts";
import { Id, PageQuery, PersonName, Timestamp } from "./fields.ts";

/** Days until a script token ends, by default and at most. */
export const TOKEN_DAYS = { usual: 90, most: 366 } as const;

const TokenName = { ...PersonName, examples: ["backup of the photo wall"] } as const;

/** What a script token is limited to. */
const TokenScopes = {
  type: "array",
  items: { type: "string", enum: SCOPES },
  minItems: 1,
  uniqueItems: true,
  description: `Scopes are a list of some of these: ${SCOPES.join(", ")}.`,
  examples: [["members:read"]],
} as const;

const TOKEN_FIELDS = {
  id: Id,
  name: TokenName,
  prefix: {
    type: ["string", "null"],
    description:
      "How the token begins, to recognize a found one; null for a token of an old version.",
    examples: ["circle_x7Qm2K"],
  },
  family: { ...Id, type: ["string", "null"], description: "The one family it is bound to." },
  read_only: { type: "boolean" },
  scopes: {
    anyOf: [TokenScopes, { type: "null" }],
    description: "Its scopes; null for a token without scopes.",
  },
  created_at: Timestamp,
  expires_at: Timestamp,
  last_used_at: { ...Timestamp, type: ["string", "null"], description: "To the minute." },
} as const;

/** A script token as its account sees it; the token itself is only in the reply that made it. */
export const ScriptToken = {
  title: "ScriptToken",
  type: "object",
  additionalProperties: false,
  required: [
    "id",
    "name",
    "prefix",
    "family",
    "read_only",
    "scopes",
    "created_at",
    "expires_at",
    "last_used_at",
  ],
  properties: TOKEN_FIELDS,
} as const;
export type ScriptToken = Static<typeof ScriptToken>;

/** A new script token. */
export const NewScriptToken = {
  ...ScriptToken,
  title: "NewScriptToken",
  required: ["token", ...ScriptToken.required],
  properties: {
    ...TOKEN_FIELDS,
    token: {
      type: "string",
      description: "Sent as `Authorization: Bearer …`. Only this reply has it.",
    },
  },
} as const;
export type NewScriptToken = Static<typeof NewScriptToken>;

const CreateTokenRequest = {
  title: "CreateTokenRequest",
  type: "object",
  additionalProperties: false,
  required: ["name"],
  properties: {
    name: TokenName,
    family: Id,
    read_only: { type: "boolean", default: false },
    scopes: TokenScopes,
    expires_in_days: {
      type: "integer",
      minimum: 1,
      maximum: TOKEN_DAYS.most,
      default: TOKEN_DAYS.usual,
    },
  },
} as const;

const UpdateTokenRequest = {
  title: "UpdateTokenRequest",
  type: "object",
  additionalProperties: false,
  properties: {
    name: TokenName,
    expires_in_days: {
      type: "integer",
      minimum: 1,
      maximum: TOKEN_DAYS.most,
      description: "Counted from now.",
    },
  },
} as const;

/** The endpoints of script tokens. */
export const tokens = {
  listTokens: {
    method: "GET",
    path: "/tokens",
    access: "session",
    summary: "List one's own script tokens, the newest first",
    query: PageQuery,
    status: 200,
    reply: {
      kind: "json",
      schema: { title: "ScriptTokens", type: "array", items: ScriptToken },
      paged: true,
    },
    problems: [],
  },
  createToken: {
    method: "POST",
    path: "/tokens",
    access: "recent",
    summary: "Create a script token; it is shown only once",
    body: { kind: "json", schema: CreateTokenRequest },
    status: 201,
    reply: { kind: "json", schema: NewScriptToken },
    problems: ["not_found", "too_many_tokens", "storage_full"],
  },
  updateToken: {
    method: "PATCH",
    path: "/tokens/{token_id}",
    access: "session",
    summary: "Rename a script token, or change when it ends",
    description: "Changing when it ends needs a recent login. A token that has ended stays ended.",
    body: { kind: "json", schema: UpdateTokenRequest },
    status: 200,
    reply: { kind: "json", schema: ScriptToken },
    problems: ["recent_login_required", "storage_full"],
  },
  revokeToken: {
    method: "DELETE",
    path: "/tokens/{token_id}",
    access: "session",
    summary: "Revoke a script token",
    status: 204,
    problems: ["storage_full"],
  },
} as const satisfies Record<string, Endpoint>;
