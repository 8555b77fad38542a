import type { Endpoint } from "../../shared/endpoint.ts";
import type { Db } from "../database/database.ts";
import type { Deps } from "./deps.ts";
import type { Caller, Handlers, RequestSource } from "./handler.ts";
import type { CheckBody } from "./input_checks.ts";

/** The handlers of the endpoints, and what transport needs from the features. */
export interface Routes<D extends Deps> {
  readonly handlers: Handlers<D>;
  readonly deps: D;
  /** Authenticates a call; throws a `Problem` if it is not allowed. */
  readonly authenticate: (call: AuthenticatedCall) => Promise<Caller>;
  /** Throws a `Problem` for a caller whose credentials have ended since. */
  readonly recheck: (db: Db, caller: Caller, endpoint: Endpoint) => Promise<void>;
  /** Throws a `Problem` for an address with too many failed attempts, before its body is read. */
  readonly assertNotLimited: (client: RequestSource) => Promise<void>;
  readonly checkBody: CheckBody;
}

/** A call of an endpoint that needs a token. */
export interface AuthenticatedCall {
  readonly endpoint: Endpoint;
  /** The `Authorization` header. */
  readonly authorization: string | null;
  /** The family in its path. */
  readonly familyId: string | undefined;
}

/** A handler without its types, for code that calls all of them. */
export type LooseHandler = (deps: unknown, request: unknown) => Promise<unknown>;

/**
 * Refuses a client with too many failed attempts, for endpoints that take a secret from anyone which
 * could be guessed, before anything of the request is checked.
 */
export async function assertCallable<D extends Deps>(
  { assertNotLimited }: Pick<Routes<D>, "assertNotLimited">,
  { access, body, problems, ignoresAttempts }: Endpoint,
  client: RequestSource,
): Promise<void> {
  const isLimited = access === "anyone" && body !== undefined && !ignoresAttempts &&
    problems.includes("too_many_requests");
  if (isLimited) await assertNotLimited(client);
}
