import { scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { type HashKind, randomBase64 } from "./hash_kind.ts";

/** passlib's form: the base 2 logarithm of N, then salt and hash in Base64 without padding. */
const PASSLIB =
  /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,8}),p=(\d{1,8})\$([A-Za-z0-9+/]{0,342})\$([A-Za-z0-9+/]{43}|[A-Za-z0-9+/]{86})$/;

/** Django's form: N, a salt that is text, r and p. */
const DJANGO = /^scrypt\$(\d{1,10})\$([^$]{1,256})\$(\d{1,8})\$(\d{1,8})\$([A-Za-z0-9+/]{86}==)$/;

/** N × r × p: 0.8 seconds of one core here, and at most 96 MiB. Django's default is 655,360. */
const MAX_WORK = 786_432;

/** scrypt (RFC 7914), as Django and passlib make it. */
export const SCRYPT_HASHES: HashKind = {
  read: (stored) => {
    const parts = readPasslib(stored) ?? readDjango(stored);
    if (!parts) return undefined;
    const { log2N, r, p } = parts;
    if (!Number.isInteger(log2N) || log2N < 1 || r < 1 || p < 1) return undefined;
    if (log2N >= 16 * r) return undefined; // RFC 7914 §2: N is less than 2^(128 × r / 8)
    const work = 2 ** log2N * r * p;
    if (work > MAX_WORK) return { tooCostly: `scrypt has N × r × p = ${work}, above ${MAX_WORK}` };
    return {
      cost: `scrypt:ln=${log2N},r=${r},p=${p}`,
      matches: async (password) => timingSafeEqual(await derive(password, parts), parts.hash),
    };
  },
  formatDecoy: (cost, random) => {
    const [, parameters] = /^scrypt:(ln=\d+,r=\d+,p=\d+)$/.exec(cost) ?? [];
    return parameters &&
      `$scrypt$${parameters}$${randomBase64(random, 16)}$${randomBase64(random, 32)}`;
  },
};

interface Parts {
  readonly log2N: number;
  readonly r: number;
  readonly p: number;
  readonly salt: Uint8Array;
  readonly hash: Uint8Array;
}

function readPasslib(stored: string): Parts | undefined {
  const [, log2N, r, p, salt, hash] = PASSLIB.exec(stored) ?? [];
  if (salt === undefined || hash === undefined || salt.length % 4 === 1) return undefined;
  return {
    ...{ log2N: Number(log2N), r: Number(r), p: Number(p) },
    salt: Uint8Array.fromBase64(salt),
    hash: Uint8Array.fromBase64(hash),
  };
}

function readDjango(stored: string): Parts | undefined {
  const [, n, salt, r, p, hash] = DJANGO.exec(stored) ?? [];
  return hash === undefined ? undefined : {
    ...{ log2N: Math.log2(Number(n)), r: Number(r), p: Number(p) },
    salt: new TextEncoder().encode(salt),
    hash: Uint8Array.fromBase64(hash),
  };
}

async function derive(
  password: Uint8Array,
  { log2N, r, p, salt, hash }: Parts,
): Promise<Uint8Array> {
  const N = 2 ** log2N;
  const maxmem = 128 * r * (N + p + 2) * 2; // beyond what it takes
  return await promisify<Uint8Array, Uint8Array, number, object, Uint8Array>(scrypt)(
    ...[password, salt, hash.length, { N, r, p, maxmem }] as const,
  );
}
