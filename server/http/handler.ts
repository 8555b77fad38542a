import type { Logger } from "@logtape/logtape";
import type {
  Body,
  Contract,
  EndpointName,
  Params,
  Query,
  Reply,
} from "../../shared/contract/mod.ts";
import type { Page } from "./paging.ts";

/** Who is calling, proved by the token of a session. */
export interface SessionCaller {
  readonly accountId: string;
  readonly sessionId: string;
  readonly scriptToken?: undefined;
}

/** Who is calling, proved by a script token. */
export interface ScriptCaller {
  readonly accountId: string;
  readonly scriptToken: {
    readonly isReadOnly: boolean;
    /** The one family that it is bound to. */
    readonly familyId?: string;
  };
}

/** Who is calling, whatever proved it. */
export type Caller = SessionCaller | ScriptCaller;

interface CallerByAccess {
  readonly anyone: undefined;
  readonly account: Caller;
  readonly session: SessionCaller;
}

/** A request whose token, path, query and body have been checked against its endpoint. */
export interface CheckedRequest<N extends EndpointName> {
  readonly params: Params<N>;
  readonly query: Query<N>;
  readonly body: Body<N>;
  readonly caller: CallerByAccess[Contract[N]["access"]];
  readonly client: Client;
  /** Carries the request's id and the client's address. */
  readonly log: Logger;
}

/** Where a request comes from. */
export interface Client {
  readonly address: string;
  readonly userAgent: string;
}

/** What a handler returns: the reply, or one page of it where the endpoint is paged. */
export type Result<N extends EndpointName> = Contract[N] extends { readonly paged: true }
  ? Reply<N> extends readonly (infer T)[] ? Page<T> : never
  : Reply<N>;

/** Answers an endpoint, or throws a `Problem`. */
export type Handler<N extends EndpointName, D> = (
  deps: D,
  request: CheckedRequest<N>,
) => Promise<Result<N>>;

/** A handler for every endpoint of the contract. */
export type Handlers<D> = { readonly [N in EndpointName]: Handler<N, D> };
