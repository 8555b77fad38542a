/** A secret that signs access tokens with HMAC-SHA-256, under the name that tokens call it by. */
export interface SigningKey {
  readonly kid: string;
  readonly secret: Uint8Array;
}

/** Bytes that HS256 asks of a key at least (RFC 7518 §3.2). */
const MIN_KEY_BYTES = 32;

/** Keys that stand in documentation of this field, as text: whoever copies one shares it with the world. */
const PUBLISHED_KEYS = [
  "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7", // FastAPI, OAuth2 with JWT
  "a-string-secret-at-least-256-bits-long", // jwt.io
  "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow", // RFC 7515 §A.1
];

/** Keys cannot be used; the message goes on from their name and never says what was given. */
export class InvalidKeysError extends Error {}

/** Reads `kid:base64,…`; throws an `InvalidKeysError`. */
export function parseSigningKeys(text: string): SigningKey[] {
  const keys = text.trim().split(",").map((entry) => parseKey(entry.trim()));
  if (new Set(keys.map(({ kid }) => kid)).size < keys.length) {
    throw new InvalidKeysError("names two keys alike.");
  }
  if (new Set(keys.map(({ secret }) => secret.toHex())).size < keys.length) {
    throw new InvalidKeysError("has one key twice.");
  }
  return keys;
}

/** Writes keys as `parseSigningKeys` reads them. */
export function formatSigningKeys(keys: readonly SigningKey[]): string {
  return keys.map(({ kid, secret }) => `${kid}:${secret.toBase64()}`).join(",");
}

function parseKey(entry: string): SigningKey {
  const [, kid, base64] = /^([A-Za-z0-9._-]{1,64}):([A-Za-z0-9+/_-]+={0,2})$/.exec(entry) ?? [];
  const secret = base64 && decodeBase64(base64);
  if (!kid || !secret) {
    throw new InvalidKeysError("must be kid:base64, several separated by commas.");
  }
  if (secret.length < MIN_KEY_BYTES) {
    throw new InvalidKeysError(`needs keys of ${MIN_KEY_BYTES} bytes or more.`);
  }
  if (isGuessable(secret)) {
    throw new InvalidKeysError("has a key that is published or easy to guess: make a new one.");
  }
  return { kid, secret };
}

function isGuessable(secret: Uint8Array): boolean {
  const text = new TextDecoder().decode(secret);
  const isPublished = PUBLISHED_KEYS.some((known) =>
    text === known || secret.toHex() === known ||
    secret.toBase64({ alphabet: "base64url", omitPadding: true }) === known
  );
  // 32 random bytes have fewer than 12 different values once in 10^25 keys.
  return isPublished || new Set(secret).size < 12 || isRunning(secret);
}

/** Whether bytes mostly follow one another, as in `0123456789abcdef`. */
function isRunning(secret: Uint8Array): boolean {
  const steps = secret.filter((byte, at) => at > 0 && byte === secret[at - 1]! + 1);
  return steps.length > secret.length / 2;
}

/** Reads base64 or base64url, padded or not (RFC 4648). */
function decodeBase64(text: string): Uint8Array | undefined {
  try {
    return Uint8Array.fromBase64(text, { alphabet: /[-_]/.test(text) ? "base64url" : "base64" });
  } catch {
    return undefined;
  }
}
