import { timingSafeEqual } from "node:crypto";
import { type HashKind, randomBase64 } from "./hash_kind.ts";

/** Django's form: the salt is text, the hash Base64. */
const DJANGO = /^pbkdf2_sha256\$(\d{1,10})\$([^$]{1,256})\$([A-Za-z0-9+/]{43}=)$/;

/** passlib's form: salt and hash are Base64 without padding, with a dot for the plus. */
const PASSLIB = /^\$pbkdf2-sha256\$(\d{1,10})\$([A-Za-z0-9./]{0,342})\$([A-Za-z0-9./]{43})$/;

/** Iterations: 0.8 seconds of one core here. Django's default is about a million. */
const MAX_ITERATIONS = 4_000_000;

/** PBKDF2 with HMAC-SHA-256 (RFC 8018), as Django and passlib make it. */
export const PBKDF2_HASHES: HashKind = {
  read: (stored) => {
    const parts = readDjango(stored) ?? readPasslib(stored);
    if (!parts || parts.iterations < 1) return undefined;
    if (parts.iterations > MAX_ITERATIONS) {
      return { tooCostly: `PBKDF2 has ${parts.iterations} iterations, above ${MAX_ITERATIONS}` };
    }
    return {
      cost: `pbkdf2-sha256:${parts.iterations}`,
      matches: async (password) => timingSafeEqual(await derive(password, parts), parts.hash),
    };
  },
  formatDecoy: (cost, random) => {
    const [, iterations] = /^pbkdf2-sha256:(\d+)$/.exec(cost) ?? [];
    if (iterations === undefined) return undefined;
    const text = (bytes: number) => randomBase64(random, bytes).replaceAll("+", ".");
    return `$pbkdf2-sha256$${iterations}$${text(16)}$${text(32)}`;
  },
};

interface Parts {
  readonly iterations: number;
  readonly salt: Uint8Array<ArrayBuffer>;
  readonly hash: Uint8Array;
}

function readDjango(stored: string): Parts | undefined {
  const [, iterations, salt, hash] = DJANGO.exec(stored) ?? [];
  return hash === undefined ? undefined : {
    iterations: Number(iterations),
    salt: new TextEncoder().encode(salt),
    hash: Uint8Array.fromBase64(hash),
  };
}

function readPasslib(stored: string): Parts | undefined {
  const [, iterations, salt, hash] = PASSLIB.exec(stored) ?? [];
  if (salt === undefined || hash === undefined || salt.length % 4 === 1) return undefined;
  const decode = (text: string) => Uint8Array.fromBase64(text.replaceAll(".", "+"));
  return { iterations: Number(iterations), salt: decode(salt), hash: decode(hash) };
}

/** Web Crypto takes a quarter of the time that `node:crypto` takes here. */
async function derive(
  password: Uint8Array<ArrayBuffer>,
  { iterations, salt, hash }: Parts,
): Promise<Uint8Array> {
  const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
  const algorithm = { name: "PBKDF2", hash: "SHA-256", salt, iterations };
  return new Uint8Array(await crypto.subtle.deriveBits(algorithm, key, hash.length * 8));
}
