import type { Caller } from "../handler.ts";
import { Problem } from "../problem.ts";
import type { Services } from "../services.ts";
import { isSessionOpen } from "./sessions.ts";

/**
 * Who sent a request, by its `Authorization` header (RFC 6750 §2.1). The session is looked up
 * every time, so that one that has ended is refused at once, by every server.
 */
export async function authenticate(
  { db, accessTokens }: Services,
  authorization: string | null,
): Promise<Caller> {
  const token = readBearer(authorization);
  const claims = await accessTokens.verify(token);
  if (!claims || !await isSessionOpen(db, claims)) throw new Problem("invalid_token");
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
