import { createHash, createHmac } from "node:crypto";

interface RandomSource {
  readonly randomBytes: (count: number) => Uint8Array;
}

/** A new refresh token: 256 bits of chance, opaque to the client. */
export function newRefreshToken({ randomBytes }: RandomSource): string {
  return encode(randomBytes(32));
}

/** What is kept to make the successor of a token; worth nothing without that token. */
export function newSuccessorSalt({ randomBytes }: RandomSource): string {
  return encode(randomBytes(32));
}

/**
 * The token that replaces another: always the same one, so that everyone who holds the replaced
 * token can be given it again, though only its hash is kept.
 */
export function successorOf(token: string, salt: string): string {
  return encode(createHmac("sha256", salt).update(token).digest());
}

/** What is kept of a token: its SHA-256, hexadecimal. A random token needs no slower hash. */
export function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

function encode(bytes: Uint8Array): string {
  return Uint8Array.from(bytes).toBase64({ alphabet: "base64url", omitPadding: true });
}
