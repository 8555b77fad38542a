import type { Static } from "typebox";
import type { Schema } from "./schema.ts";

/** Every problem: code → HTTP status, title, and a sentence for people. */
export const PROBLEMS = {
  malformed_request: {
    status: 400,
    title: "Malformed request",
    detail: "The request could not be read.",
  },
  malformed_json: {
    status: 400,
    title: "Malformed JSON",
    detail: "The body is not valid JSON in UTF-8 with every key once, or is nested too deeply.",
  },
  family_required: {
    status: 400,
    title: "Family required",
    detail: "You are in several families: say which one you mean.",
  },
  not_signed_in: {
    status: 401,
    title: "Not signed in",
    detail: "Log in first: this needs an access token.",
  },
  invalid_token: {
    status: 401,
    title: "Invalid token",
    detail: "The token is not valid, has expired, or its session has ended. Log in again.",
  },
  wrong_credentials: {
    status: 401,
    title: "Wrong email or password",
    detail: "The email or the password is wrong.",
  },
  passkey_refused: {
    status: 401,
    title: "Passkey refused",
    detail: "This passkey does not sign in here. Try again, or use your password.",
  },
  registration_closed: {
    status: 403,
    title: "Registration needs an invite",
    detail:
      "This server takes new accounts by invite only. Ask someone in the family for an invite code.",
  },
  new_families_closed: {
    status: 403,
    title: "No new families",
    detail: "On this server the person who hosts it makes new families. Ask them.",
  },
  insufficient_scope: {
    status: 403,
    title: "Token not sufficient",
    detail:
      "This script token does not allow that. Log in with your password, or make another token.",
  },
  recent_login_required: {
    status: 403,
    title: "Password needed again",
    detail: "Enter your password again: this needs one that was entered in the last 10 minutes.",
  },
  forbidden: {
    status: 403,
    title: "Not allowed",
    detail: "Your role in this family does not allow that.",
  },
  wrong_password: {
    status: 403,
    title: "Wrong password",
    detail: "The password is wrong.",
  },
  not_found: {
    status: 404,
    title: "Not found",
    detail: "Not found.",
  },
  method_not_allowed: {
    status: 405,
    title: "Method not allowed",
    detail: "This path does not allow that method.",
  },
  request_timeout: {
    status: 408,
    title: "Request timed out",
    detail: "The request took too long to arrive.",
  },
  email_taken: {
    status: 409,
    title: "Email already registered",
    detail: "There is already an account with this email. Log in instead.",
  },
  already_member: {
    status: 409,
    title: "Already a member",
    detail: "You are in this family already.",
  },
  person_is_member: {
    status: 409,
    title: "Person is a member",
    detail: "This person is a member of the family, with an account.",
  },
  too_many_families: {
    status: 409,
    title: "Too many families",
    detail: "You are in as many families as an account may be in. Leave or delete one first.",
  },
  too_many_members: {
    status: 409,
    title: "Too many members",
    detail: "The family has as many members as it may have.",
  },
  too_many_invites: {
    status: 409,
    title: "Too many invites",
    detail: "The family has as many open invites as it may have. Revoke one first.",
  },
  too_many_people: {
    status: 409,
    title: "Too many people",
    detail: "The family has as many people as it may have. Remove someone first.",
  },
  too_many_posts: {
    status: 409,
    title: "Too many posts",
    detail: "You have written as many posts as a member may in a day. Go on tomorrow.",
  },
  too_many_comments: {
    status: 409,
    title: "Too many comments",
    detail: "The post has as many comments as it may have.",
  },
  too_many_photos: {
    status: 409,
    title: "Too many photos",
    detail: "You have sent as many photos as a member may in a day. Go on tomorrow.",
  },
  export_running: {
    status: 409,
    title: "Export running",
    detail: "Someone is downloading everything of this family. Try again when that has ended.",
  },
  too_many_feeds: {
    status: 409,
    title: "Too many feeds",
    detail: "You have as many feeds as you may have in this family. Revoke one first.",
  },
  too_many_tokens: {
    status: 409,
    title: "Too many script tokens",
    detail: "You have as many script tokens as an account may have. Revoke one first.",
  },
  too_many_passkeys: {
    status: 409,
    title: "Too many passkeys",
    detail: "You have as many passkeys as an account may have. Remove one first.",
  },
  passkey_not_added: {
    status: 409,
    title: "Passkey not added",
    detail: "The passkey could not be added: it came too late, is here already, or was not " +
      "confirmed on the device. Begin again.",
  },
  passkeys_unavailable: {
    status: 409,
    title: "No passkeys at this address",
    detail: "This server's address cannot have passkeys.",
  },
  in_other_families: {
    status: 409,
    title: "In other families too",
    detail: "This account is in other families too, and a reset would open them. " +
      "The person who hosts the server can reset it there.",
  },
  last_owner: {
    status: 409,
    title: "Last owner",
    detail: "A family always has an owner who can sign in. Make someone else an owner first.",
    fields: {
      families: {
        type: "array",
        description: "The families that would be left without an owner.",
        items: {
          title: "FamilyRef",
          type: "object",
          additionalProperties: false,
          required: ["id", "name"],
          properties: { id: { type: "string" }, name: { type: "string" } },
        },
      },
    },
  },
  invite_expired: {
    status: 410,
    title: "Invite expired",
    detail: "This invite has expired. Ask for a new one.",
  },
  invite_used: {
    status: 410,
    title: "Invite used",
    detail: "This invite has been used. Ask for a new one.",
  },
  invite_revoked: {
    status: 410,
    title: "Invite revoked",
    detail: "This invite has been revoked. Ask for a new one.",
  },
  reset_pending: {
    status: 409,
    title: "Reset code does not work yet",
    detail: "This reset code does not work yet. Until then the account's owner can cancel it.",
    fields: {
      works_from: {
        type: "string",
        format: "date-time",
        description: "When the reset code begins to work.",
      },
    },
  },
  reset_expired: {
    status: 410,
    title: "Reset code expired",
    detail: "This reset code has expired or has been used. Ask for a new one.",
  },
  request_waiting: {
    status: 409,
    title: "Not approved yet",
    detail: "This request to sign in has not been approved yet.",
  },
  request_refused: {
    status: 410,
    title: "Request refused",
    detail: "The other device has refused this request to sign in.",
  },
  request_expired: {
    status: 410,
    title: "Request expired",
    detail: "This request to sign in has expired, or has been decided. Start a new one.",
  },
  body_too_large: {
    status: 413,
    title: "Body too large",
    detail: "The body is too large.",
  },
  unsupported_media_type: {
    status: 415,
    title: "Unsupported media type",
    detail: "Send the body as application/json.",
  },
  invalid_fields: {
    status: 422,
    title: "Invalid fields",
    detail: "Some of the fields are not valid.",
  },
  photo_heic: {
    status: 422,
    title: "HEIC picture",
    detail: "This is an iPhone picture in HEIC. Send it from the iPhone's own browser, or choose " +
      "Settings › Camera › Formats › Most Compatible.",
  },
  photo_broken: {
    status: 422,
    title: "Not a picture",
    detail: "This is no picture that can be opened. Send a whole JPEG, PNG, WebP or GIF file.",
  },
  photo_too_large: {
    status: 422,
    title: "Picture too large",
    detail: "This picture has more than 100 megapixels. Send a smaller copy of it.",
  },
  too_many_requests: {
    status: 429,
    title: "Too many requests",
    detail: "There were too many failed attempts. Wait a while before you try again.",
  },
  headers_too_large: {
    status: 431,
    title: "Headers too large",
    detail: "The headers of the request are too large.",
  },
  internal_error: {
    status: 500,
    title: "Server error",
    detail: "Something went wrong on the server. Its log says more.",
  },
  busy: {
    status: 503,
    title: "Busy",
    detail: "Too many people are signing in at this moment. Try again shortly.",
  },
  photos_busy: {
    status: 503,
    title: "Many photos at once",
    detail: "Many photos are being prepared at this moment. Try again shortly.",
  },
  photos_unavailable: {
    status: 503,
    title: "No photos here",
    detail: "The server has no folder for photos. The person who hosts it must set " +
      "CIRCLE_PHOTOS_DIR.",
  },
  database_unavailable: {
    status: 503,
    title: "Database unavailable",
    detail: "The server cannot reach its database just now. Try again shortly.",
  },
  storage_full: {
    status: 507,
    title: "Storage full",
    detail: "The server has no disk space left. Tell the person who hosts it.",
  },
} as const satisfies Record<string, ProblemKind>;

/** One row of `PROBLEMS`. */
export interface ProblemKind {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  /** Schemas of fields that this problem carries besides the usual ones (RFC 9457 §3.2). */
  readonly fields?: Readonly<Record<string, Schema>>;
}

/** The stable, machine-readable code of a problem. */
export type ProblemCode = keyof typeof PROBLEMS;

/** The fields that problems of one code carry besides the usual ones. */
export type ProblemFields<C extends ProblemCode> = (typeof PROBLEMS)[C] extends
  { readonly fields: infer F extends Readonly<Record<string, Schema>> }
  ? { readonly [N in keyof F]: Static<F[N]> }
  : Readonly<Record<never, never>>;

/** Problems that any endpoint can answer with. */
export const COMMON_PROBLEMS = [
  "malformed_request",
  "method_not_allowed",
  "request_timeout",
  "headers_too_large",
  "internal_error",
  "database_unavailable",
] as const satisfies readonly ProblemCode[];
