import type { Caller } from "../http/handler.ts";
import { Problem } from "../http/problem.ts";
import type { Services } from "./deps.ts";
import { TOKEN_PREFIX } from "./script_tokens.ts";
import { readScriptToken } from "./use_script_token.ts";
import { isSessionOpen } from "./sessions.ts";

/**
 * Who sent a request, by its `Authorization` header (RFC 6750 §2.1). The session or the script
 * token is looked up every time, so that one that has ended is refused at once, by every server.
 */
export async function authenticate(
  services: Services,
  authorization: string | null,
): Promise<Caller> {
  const token = readBearer(authorization);
  if (token.startsWith(TOKEN_PREFIX)) return await readScriptToken(services, token);
  const claims = await services.accessTokens.verify(token);
  if (!claims || !await isSessionOpen(services.db, claims, services.now())) {
    throw new Problem("invalid_token");
  }
  return claims;
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
