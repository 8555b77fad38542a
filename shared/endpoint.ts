import type { Static } from "typebox";
import type { ProblemCode } from "./problems.ts";

/** A JSON Schema literal, draft 2020-12. */
export type Schema = Readonly<Record<string, unknown>>;

/** A JSON Schema of an object that names all its properties. */
export interface ObjectSchema extends Schema {
  readonly type: "object";
  readonly additionalProperties: false;
  readonly properties: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

/** The schema of a reply: JSON has objects and arrays at its top here. */
export interface ReplySchema extends Schema {
  readonly type: "object" | "array";
}

/**
 * Who may call an endpoint: `anyone`; an `account`, by a session or by a script token;
 * or only a `session`, which is an account that signed in with its password.
 */
export type Access = "anyone" | "account" | "session";

/** One endpoint as plain data: all that server, command, documentation and tests know of it. */
export interface Endpoint {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** Path parameters stand in braces and are UUIDs: `/families/{family_id}`. */
  readonly path: `/${string}`;
  readonly access: Access;
  readonly summary: string;
  readonly description?: string;
  readonly query?: ObjectSchema;
  readonly body?: ObjectSchema;
  readonly status: 200 | 201 | 204;
  /** Left out where the answer has no body (204). */
  readonly reply?: ReplySchema;
  /**
   * A script token that is bound to one family may call this, and sees no more than that family
   * by it. Where the path names a family, that is so without saying.
   */
  readonly familyScope?: true;
  /** A long list: answered page by page, the next one named in `Link` (RFC 8288). */
  readonly paged?: true;
  /** What it can be refused with, besides what every endpoint can (`COMMON_PROBLEMS`). */
  readonly problems: readonly ProblemCode[];
}

type PathNames<P extends string> = P extends `${string}{${infer Name}}${infer Rest}`
  ? Name | PathNames<Rest>
  : never;

/** The path parameters of an endpoint, by name. */
export type Params<E extends Endpoint> = { readonly [N in PathNames<E["path"]>]: string };

type Typed<S> = S extends ObjectSchema ? Static<S> : undefined;

/** The checked query of an endpoint; numbers are numbers. */
export type Query<E extends Endpoint> = Typed<E["query"]>;

/** The checked JSON body of an endpoint. */
export type Body<E extends Endpoint> = Typed<E["body"]>;

/** The JSON that an endpoint answers with; `undefined` where it has no body. */
export type Reply<E extends Endpoint> = E["reply"] extends ReplySchema ? Static<E["reply"]>
  : undefined;
