import { ACCESS_TOKEN_SECONDS } from "../../shared/contract/sessions.ts";
import type { System } from "./system.ts";

/** A secret that signs access tokens with HMAC-SHA-256, with the `kid` that tokens name it by. */
export interface SigningKey {
  readonly kid: string;
  readonly secret: Uint8Array;
}

/** Minimum length of an HS256 key (RFC 7518 §3.2). */
const MIN_KEY_BYTES = 32;

/** Keys from documentation and test vectors, as text, hexadecimal or base64url. */
const PUBLISHED_KEYS = [
  "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7", // FastAPI, OAuth2 with JWT
  "a-string-secret-at-least-256-bits-long", // jwt.io
  "a-valid-string-secret-that-is-at-least-384-bits-long",
  "a-valid-string-secret-that-is-at-least-512-bits-long-which-is-very-long",
  "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow", // RFC 7515 §A.1
  "b1a1f480548fe1733fb403ff6b9ad4f68a076e5b702e22692f82cb2e7aea40fc", // RFC 7516 §A.1
  "04d31fc5549dfcfe0b649dfa3faa6ace6b7cd42d6f6b09dbc8b100f08f9c2ccf", // RFC 7516 §A.2
  "hJtXIZ2uSN5kbQfbtTNWbpdmhkV8FJG-Onbc6mxCcYg", // RFC 7520 §3.5
  "AAPapAv4LbFbiVawEjagUBluYqN5rhna-8nuldDvOx8", // RFC 7520 §3.6
  "3qyTVhIWt5juqZUCpfRqpvauwB956MEJL2Rt-8qXKSo", // RFC 7520 §5
  "mYMfsggkTAm0TbvtlFh2hyoXnbEzJQjMxmgLN3d8xXA",
  "uwsjJXaBK407Qaf0_zpcpmr1Cs0CC50hIUEyGNEt3m0",
  "hzHdlfQIAEehb8Hrd_mFRhKsKLEzPfshfXs9l6areCc",
  "qC57l_uxcm7Nm3K-ct4GFjx8tM1U8CZ0NLBvdQstiS8",
  "UWxARpat23nL9ReIj4WG3D1ee9I4r-Mv5QLuFXdy_rE",
  "zXayeJ4gvm8NJr3IUInyokTUO-LbQNKEhe_zWlYbdpQ",
  "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4", // NIST SP 800-38A §F
  "1c9240a5eb55d38af333888604f6b5f0473917c1402b80099dca5cbc207075c0", // RFC 8439 §A.5
  "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", // RFC 8032 §7.1, RFC 8037 §A
];

/** Keys cannot be used; the message continues after their name and never repeats them. */
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

/** Makes a key; its id says when. */
export function createSigningKey({ now, randomBytes }: System): SigningKey {
  const made = now().toISOString().slice(0, 19).replaceAll(/[-:]/g, "");
  const suffix = randomBytes(6).toBase64({ alphabet: "base64url" });
  return { kid: `${made}Z-${suffix}`, secret: randomBytes(32) };
}

/** How long a key verifies after another has taken its place, in ms: its last token has ended. */
export const RETIREMENT = (ACCESS_TOKEN_SECONDS + 120) * 1000;

/**
 * The keys of a file that are in use: without those that stand behind one that `createSigningKey`
 * made longer ago than `RETIREMENT`.
 */
export function listKeysInUse(keys: readonly SigningKey[], now: Date): SigningKey[] {
  const isRetired = (madeAt: number | undefined) =>
    madeAt !== undefined && now.getTime() - madeAt > RETIREMENT;
  const last = keys.findIndex(({ kid }) => isRetired(readTime(kid)));
  return last === -1 ? [...keys] : keys.slice(0, last + 1);
}

/** When a key was made, in ms since 1970; `undefined` if its id does not say. */
function readTime(kid: string): number | undefined {
  const [, date, time] = /^(\d{8})T(\d{6})Z-[\w-]{8}$/.exec(kid) ?? [];
  if (!date || !time) return undefined;
  const iso = `${date.replace(/(....)(..)/, "$1-$2-")}T${time.replaceAll(/(..)(?=.)/g, "$1:")}Z`;
  const parsed = Date.parse(iso);
  return Number.isNaN(parsed) ? undefined : parsed;
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

/** Whether bytes are mostly consecutive, as in `0123456789abcdef`. */
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
