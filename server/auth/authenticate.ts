import type { Caller } from "../http/handler.ts";
import { Problem } from "../http/problem.ts";
import type { AuthenticatedCall } from "../http/serve_contract.ts";
import type { AuthDeps } from "./deps.ts";
import { TOKEN_PREFIX } from "./script_tokens.ts";
import { isSessionOpen } from "./sessions.ts";
import { readScriptToken, refuseBeyondScope } from "./use_script_token.ts";

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
  const caller = token.startsWith(TOKEN_PREFIX)
    ? await readScriptToken(deps, token)
    : await readSession(deps, token);
  refuseBeyondScope(caller, endpoint, familyId);
  return caller;
}

async function readSession(deps: AuthDeps, token: string): Promise<Caller> {
  const claims = await deps.accessTokens.verify(token);
  if (claims && await isSessionOpen(deps.db, claims, deps.now())) return claims;
  throw new Problem("invalid_token");
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
