import { createHmac } from "node:crypto";

/**
 * The refresh token that replaces another, made of it and of a salt that is kept: always the
 * same one, so that everyone who holds the replaced token can be given it again, though only
 * its hash is kept. Without the replaced token the salt is worth nothing.
 */
export function successorOf(token: string, salt: string): string {
  return createHmac("sha256", salt).update(token).digest("base64url");
}
