import type { Endpoint } from "../../shared/endpoint.ts";
import type { Db } from "../database/database.ts";
import type { Caller } from "../http/handler.ts";
import { Problem } from "../http/problem.ts";
import type { AuthenticatedCall } from "../http/routes.ts";
import type { AuthDeps } from "./deps.ts";
import { assertRecent } from "./reauthenticate.ts";
import { isTokenOpen } from "./script_tokens.ts";
import { findOpenSession } from "./sessions.ts";
import { readScriptToken, refuseBeyondScope, TOKEN_PREFIX } from "./use_script_token.ts";

/**
 * Identifies the caller of an endpoint by the `Authorization` header (RFC 6750 §2.1). The session
 * or script token is looked up at every request, so one that has ended is refused at once, by every
 * server process.
 */
export async function authenticate(
  deps: AuthDeps,
  { authorization, endpoint, familyId }: AuthenticatedCall,
): Promise<Caller> {
  const token = readBearer(authorization);
  if (token.startsWith(TOKEN_PREFIX)) {
    const caller = await readScriptToken(deps, token);
    refuseBeyondScope(caller, endpoint, familyId);
    return caller;
  }
  const claims = await deps.accessTokens.verify(token);
  const session = claims && await findOpenSession(deps.db, claims, deps.now());
  if (!session) throw new Problem("invalid_token");
  if (endpoint.access === "recent") assertRecent(session, deps.now());
  return session;
}

/** Refuses a caller whose session or script token has ended since it was authenticated. */
export async function recheckCaller(
  { now }: Pick<AuthDeps, "now">,
  db: Db,
  { caller, endpoint }: { readonly caller: Caller; readonly endpoint: Endpoint },
): Promise<void> {
  if (caller.kind === "script") {
    if (!await isTokenOpen(db, caller.tokenId, now())) throw new Problem("invalid_token");
    return;
  }
  const session = await findOpenSession(db, caller, now());
  if (!session) throw new Problem("invalid_token");
  if (endpoint.access === "recent") assertRecent(session, now());
}

function readBearer(authorization: string | null): string {
  if (authorization === null || !/^bearer\b/i.test(authorization)) {
    throw new Problem("not_signed_in");
  }
  // Two headers arrive joined by a comma, which no token has.
  const token = /^bearer +([\w.~+/-]+=*)$/i.exec(authorization)?.[1];
  if (token === undefined) throw new Problem("invalid_token");
  return token;
}
