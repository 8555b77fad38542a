import { availableParallelism } from "node:os";
import { hash } from "@node-rs/argon2";
import type { PasswordCost } from "../config/password_cost.ts";
import type { Random } from "../config/system.ts";
import type { StoredHash } from "./hash_kind.ts";
import { normalizePassword } from "./normalize_password.ts";
import { createSemaphore, type Load } from "./semaphore.ts";
import { makeDecoy, readStoredHash } from "./stored_hash.ts";

/** Passwords that may wait to be hashed; one more is refused as `busy`. */
const MAX_WAITING = 64;

/**
 * Hashes passwords with Argon2id (RFC 9106), and verifies them by hashes of any known kind, on
 * native threads, as many at once as there are cores.
 */
export interface PasswordHasher {
  /** The PHC string of a password. */
  hash(password: string): Promise<string>;
  /**
   * Whether a password matches a hash. A decoy is verified for each of `decoyCosts` that the hash
   * does not have, so that the work reveals neither whether there is a hash nor its kind and cost.
   */
  verify(
    password: string,
    storedHash: string | undefined,
    decoyCosts?: readonly string[],
  ): Promise<boolean>;
  /** Whether a hash is of another kind than new ones, or was made at a lower cost. */
  isOutdated(storedHash: string): boolean;
  /** How many passwords are being hashed or verified, and how many wait. */
  load(): Load;
}

/** Creates a hasher that makes new hashes at one cost. */
export function createPasswordHasher(
  { cost, randomBytes }: Random & { readonly cost: PasswordCost },
): PasswordHasher {
  const withPermit = createSemaphore({
    permits: availableParallelism(),
    maxWaiting: MAX_WAITING,
    problem: "busy",
  });
  const options = { memoryCost: cost.memory, timeCost: cost.passes, parallelism: cost.lanes };
  const decoys = new Map<string, StoredHash | undefined>();
  const findDecoy = (cost: string) =>
    decoys.getOrInsertComputed(cost, () => makeDecoy(cost, { randomBytes }));
  return {
    load: withPermit.load,
    hash: (password) => withPermit(() => hash(encode(normalizePassword(password)), options)),
    verify: async (password, storedHash, decoyCosts = []) => {
      const stored = storedHash === undefined ? undefined : readStoredHash(storedHash);
      const byCost = new Map(decoyCosts.map((cost) => [cost, findDecoy(cost)]));
      if (stored) byCost.set(stored.cost, stored); // in place of its decoy
      const hashes = [...byCost].sort(([a], [b]) => a < b ? -1 : 1).map(([, each]) => each);
      return await withPermit(async () => {
        let isRight = false;
        for (const each of hashes) {
          if (!each) continue;
          for (const spelling of listSpellings(password, each)) {
            const matches = await each.matches(encode(spelling));
            if (matches && each === stored) isRight = true;
          }
        }
        return isRight;
      });
    },
    isOutdated: (storedHash) => {
      const stored = readStoredHash(storedHash);
      if (!stored) return false;
      const { argon2id } = stored;
      return argon2id === undefined || argon2id.memory < cost.memory ||
        argon2id.passes < cost.passes;
    },
  };
}

/**
 * How a password may have been spelled when it was hashed. Other programs hash it as it was typed;
 * only an Argon2id hash may be ours or theirs.
 */
function listSpellings(password: string, { argon2id }: StoredHash): string[] {
  return argon2id ? [...new Set([normalizePassword(password), password])] : [password];
}

function encode(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
