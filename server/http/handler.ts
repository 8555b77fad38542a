import type { Logger } from "@logtape/logtape";
import type {
  Body,
  Contract,
  EndpointName,
  Params,
  Query,
  Reply,
} from "../../shared/contract/mod.ts";
import type { Scope } from "../../shared/scopes.ts";
import type { Page } from "./paging.ts";

/** A caller with an open session. */
export interface SessionCaller {
  readonly kind: "session";
  readonly accountId: string;
  readonly sessionId: string;
  /** When the password was last entered in this session; ISO-8601, UTC. */
  readonly authenticatedAt?: string;
}

/** A caller with a script token. */
export interface ScriptCaller {
  readonly kind: "script";
  readonly accountId: string;
  readonly tokenId: string;
  readonly isReadOnly: boolean;
  /** The one family that the token is bound to. */
  readonly familyId?: string;
  /** What the token is limited to; `undefined` for a token without scopes. */
  readonly scopes?: readonly Scope[];
}

/** The caller of an endpoint, by any credential. */
export type Caller = SessionCaller | ScriptCaller;

interface CallerByAccess {
  readonly anyone: undefined;
  readonly account: Caller;
  readonly session: SessionCaller;
  readonly recent: SessionCaller;
}

/**
 * The one family that a caller is bound to; `undefined` for a caller who reaches all its families.
 */
export function boundFamilyOf(caller: Caller): string | undefined {
  return caller.kind === "script" ? caller.familyId : undefined;
}

/** Whether a caller has a scope: all have it, except tokens with other scopes. */
export function hasScope(caller: Caller, scope: Scope): boolean {
  return caller.kind !== "script" || (caller.scopes?.includes(scope) ?? true);
}

/** A request whose token, path, query and body have been checked against its endpoint. */
export interface CheckedRequest<N extends EndpointName> {
  readonly params: Params<N>;
  readonly query: Query<N>;
  readonly body: Body<N>;
  readonly caller: CallerByAccess[Contract[N]["access"]];
  readonly client: RequestSource;
  /** Carries the request's id and the client's address. */
  readonly log: Logger;
}

/** Where a request comes from. */
export interface RequestSource {
  readonly address: string;
  readonly userAgent: string;
  /** The address of the connection: that of a proxy, if there is one. */
  readonly peer: string;
  readonly headers: Headers;
}

/** A reply of text. */
export interface TextResult {
  /** A function is only called if the client does not have the text yet. */
  readonly text: string | (() => string);
  /** A strong entity tag (RFC 9110 §8.8.3): a client that has this text already gets a 304. */
  readonly etag?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A reply of a file. */
export interface DownloadResult {
  readonly fileName: string;
  readonly body: string | ReadableStream<Uint8Array>;
}

/** A reply of bytes that a browser shows, and keeps as long as they are current. */
export interface BinaryResult {
  /** Reads them, which a client that has them already does not need. */
  readonly read: () => Promise<Uint8Array<ArrayBuffer>>;
  /** A strong entity tag (RFC 9110 §8.8.3). */
  readonly etag: string;
}

/** What a request has made, now or before. */
export interface MadeResult<T> {
  readonly made: T;
  readonly isRepeat: boolean;
}

/**
 * What a handler returns: the reply, one page of it where the endpoint is paged, or whether it is a
 * repeat where the endpoint tells that by its status.
 */
export type Result<N extends EndpointName> = Contract[N] extends
  { readonly reply: { readonly kind: "text" } } ? TextResult
  : Contract[N] extends { readonly reply: { readonly kind: "download" } } ? DownloadResult
  : Contract[N] extends { readonly reply: { readonly kind: "binary" } } ? BinaryResult
  : Contract[N] extends { readonly reply: { readonly paged: true } }
    ? Reply<N> extends readonly (infer T)[] ? Page<T> : never
  : Contract[N] extends { readonly repeatStatus: number } ? MadeResult<Reply<N>>
  : Reply<N>;

/** Answers an endpoint, or throws a `Problem`. */
type Handler<N extends EndpointName, D> = (
  deps: D,
  request: CheckedRequest<N>,
) => Promise<Result<N>>;

/** A handler for every endpoint of the contract. */
export type Handlers<D> = { readonly [N in EndpointName]: Handler<N, D> };
