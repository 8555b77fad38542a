import type { Static } from "typebox";
import type { ProblemCode } from "./problems.ts";
import type { Scope } from "./scopes.ts";
import type { ObjectSchema, ReplySchema } from "./schema.ts";

/**
 * What proves that a caller may use an endpoint: nothing (`anyone`); an `account`, by a session or
 * a script token; a `session` only; or a session whose password was entered within the last
 * `RECENT_MINUTES` (`recent`).
 */
export type Access = "anyone" | "account" | "session" | "recent";

/** Minutes for which a session counts as `recent` after its password was entered. */
export const RECENT_MINUTES = 10;

/**
 * What a request carries: JSON of a schema, or bytes of some media types. An `optional` JSON body
 * that is left out counts as `{}`.
 */
export type RequestBody =
  | { readonly kind: "json"; readonly schema: ObjectSchema; readonly optional?: true }
  | {
    readonly kind: "binary";
    readonly mediaTypes: readonly string[];
    readonly maxBytes: number;
    /** Media types that people send all the same, with the problem that says what helps. */
    readonly refusedTypes?: Readonly<Record<string, ProblemCode>>;
  };

/**
 * What an endpoint answers with: JSON of a schema, in pages if the list may be long (the next page
 * is in `Link`, RFC 8288); text of one media type; a file to keep; or bytes to show.
 */
export type ReplyBody =
  | { readonly kind: "json"; readonly schema: ReplySchema; readonly paged?: true }
  | { readonly kind: "text"; readonly mediaType: string }
  | { readonly kind: "download"; readonly mediaType: string }
  | { readonly kind: "binary"; readonly mediaType: string };

/** One endpoint as plain data, for server, command, documentation and tests. */
export interface Endpoint {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Path parameters are in braces: `/families/{family_id}`. Those that end in `_id` are UUIDs. */
  readonly path: `/${string}`;
  readonly access: Access;
  readonly summary: string;
  readonly description?: string;
  readonly query?: ObjectSchema;
  /** Unknown query parameters are ignored instead of refused: monitors and browsers add some. */
  readonly ignoresQuery?: true;
  readonly body?: RequestBody;
  readonly status: 200 | 201 | 202 | 204;
  /** The status where the same request has made something before, which is the reply again. */
  readonly repeatStatus?: 200;
  /** Left out if the answer has no body (204). */
  readonly reply?: ReplyBody;
  /** Takes a secret that nobody guesses: failed attempts from its address do not stop it. */
  readonly ignoresAttempts?: true;
  /**
   * Whether a script token that is bound to one family may call this, and sees only that family.
   * Endpoints with a family in their path do not need it.
   */
  readonly familyScope?: true;
  /**
   * Scopes that allow script tokens to call this; one of them is enough. Without any, only tokens
   * without scopes may.
   */
  readonly scopes?: readonly Scope[];
  /** Problems it can answer with, besides those of every endpoint (`COMMON_PROBLEMS`). */
  readonly problems: readonly ProblemCode[];
}

type PathNames<P extends string> = P extends `${string}{${infer Name}}${infer Rest}`
  ? Name | PathNames<Rest>
  : never;

/** The path parameters of an endpoint, by name. */
export type ParamsOf<E extends Endpoint> = { readonly [N in PathNames<E["path"]>]: string };

/** The checked query of an endpoint; numbers are numbers. */
export type QueryOf<E extends Endpoint> = E["query"] extends ObjectSchema ? Static<E["query"]>
  : undefined;

/** The checked body of an endpoint: a JSON value, or the stream of its bytes. */
export type BodyOf<E extends Endpoint> = E["body"] extends
  { readonly kind: "json"; readonly schema: infer S extends ObjectSchema } ? Static<S>
  : E["body"] extends { readonly kind: "binary" } ? ReadableStream<Uint8Array>
  : undefined;

/**
 * The reply of an endpoint as a client reads it: JSON, text, or the stream of a file that is not
 * text; `undefined` without a body.
 */
export type ReplyOf<E extends Endpoint> = E["reply"] extends
  { readonly kind: "json"; readonly schema: infer S extends ReplySchema } ? Static<S>
  : E["reply"] extends
    | { readonly kind: "text" }
    | { readonly kind: "download"; readonly mediaType: `text/${string}` } ? string
  : E["reply"] extends { readonly kind: "download" | "binary" } ? ReadableStream<Uint8Array>
  : undefined;

/** Whether an endpoint answers with a list page by page. */
export function isPaged({ reply }: Endpoint): boolean {
  return reply?.kind === "json" && reply.paged === true;
}

/** Whether an endpoint answers with what is not text, and may be large. */
export function isStreamed({ reply }: Endpoint): boolean {
  return reply !== undefined && reply.kind !== "json" && !reply.mediaType.startsWith("text/");
}

/** The JSON Schema of the body that an endpoint takes, if it takes JSON. */
export function jsonBodyOf({ body }: Endpoint): ObjectSchema | undefined {
  return body?.kind === "json" ? body.schema : undefined;
}
