import type { Random } from "../config/system.ts";
import { ARGON2, findForeignExcess } from "./argon2_hashes.ts";
import { BCRYPT_HASHES } from "./bcrypt_hashes.ts";
import type { StoredHash, TooCostly } from "./hash_kind.ts";
import { PBKDF2_HASHES } from "./pbkdf2_hashes.ts";
import { SCRYPT_HASHES } from "./scrypt_hashes.ts";

/** Every kind of hash that a login can verify. */
const KINDS = [ARGON2, BCRYPT_HASHES, PBKDF2_HASHES, SCRYPT_HASHES];

/** Stands for the hash of an account that has no password. No kind of hash looks like it. */
export const NO_PASSWORD = "!";

/**
 * Parses a stored hash; `undefined` for one of another kind, with other parameters, or with a cost
 * above the limits.
 */
export function readStoredHash(stored: string): StoredHash | undefined {
  const read = readAnyCost(stored);
  return read && "tooCostly" in read ? undefined : read;
}

/** Why a hash of another program cannot be taken over; `undefined` if it can. */
export function findHashFault(stored: string): string | undefined {
  const read = readAnyCost(stored);
  if (!read) return UNKNOWN_KIND;
  const excess = "tooCostly" in read
    ? read.tooCostly
    : read.argon2id && findForeignExcess(read.argon2id);
  return excess && `To verify this hash takes longer than a login may: ${excess}. ${WITHOUT_HASH}`;
}

const WITHOUT_HASH = "Leave it out, and make a reset code for the account.";
const UNKNOWN_KIND =
  "This is no hash of a known kind: Argon2id, Argon2i, bcrypt, PBKDF2-SHA-256 or scrypt.";

function readAnyCost(stored: string): StoredHash | TooCostly | undefined {
  for (const { read } of KINDS) {
    const found = read(stored);
    if (found) return found;
  }
}

/** A hash of a known cost that no password has; `undefined` for a cost of a later version. */
export function makeDecoy(cost: string, random: Random): StoredHash | undefined {
  for (const { formatDecoy } of KINDS) {
    const text = formatDecoy(cost, random);
    if (text !== undefined) return readStoredHash(text);
  }
}
