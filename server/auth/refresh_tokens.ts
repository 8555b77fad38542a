import { createHmac, timingSafeEqual } from "node:crypto";
import type { SessionsTable } from "../database/tables.ts";
import { hashSecret } from "./secrets.ts";

/**
 * A refresh token is `secret` until the first refresh, and `secret.proof` from then on. The secret
 * is random, stays the same for the whole session, and is stored as a hash. The proof is an HMAC
 * of a stored salt under the secret, and the salt changes at each refresh. So the server can hand
 * out the current token again to a client that holds the previous one; and neither the database
 * alone, nor an old token alone, makes the current one.
 */
export interface RefreshToken {
  readonly secret: string;
  readonly proof: string;
}

/** Parses a refresh token, which may belong to no session. */
export function parseRefreshToken(token: string): RefreshToken {
  const [secret = "", ...proof] = token.split(".");
  return { secret, proof: proof.join(".") };
}

/** The refresh token of a secret and a salt. */
export function formatRefreshToken(secret: string, salt: string | null): string {
  return salt === null ? secret : `${secret}.${proofOf(secret, salt)}`;
}

/** What is stored of the secret of a refresh token. */
export function hashRefreshToken({ secret }: RefreshToken): string {
  return hashSecret(secret);
}

/**
 * Compares a refresh token with its session: the current one, the one before it, or an older one.
 * An older one means that two clients have used it, one of them a thief.
 */
export function rankRefreshToken(
  { secret, proof }: RefreshToken,
  { refresh_salt, previous_salt }: Pick<SessionsTable, "refresh_salt" | "previous_salt">,
): "current" | "previous" | "older" {
  if (isSame(proof, proofOf(secret, refresh_salt))) return "current";
  if (isSame(proof, proofOf(secret, previous_salt))) return "previous";
  return "older";
}

function proofOf(secret: string, salt: string | null): string {
  return salt === null ? "" : createHmac("sha256", secret).update(salt).digest("base64url");
}

/** Compares in constant time, so that time does not reveal how much of a proof is right. */
function isSame(proof: string, expected: string): boolean {
  const [one, other] = [proof, expected].map((text) => new TextEncoder().encode(text));
  return one!.length === other!.length && timingSafeEqual(one!, other!);
}
