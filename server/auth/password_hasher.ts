import { availableParallelism } from "node:os";
import { hash, verify } from "@node-rs/argon2";
import { formatCost, type PasswordCost } from "../config/password_cost.ts";
import type { Random } from "../config/system.ts";
import { normalizePassword } from "./normalize_password.ts";
import { createSemaphore } from "./semaphore.ts";
import { readStoredHash } from "./stored_hash.ts";

/** Passwords that may wait to be hashed; one more is refused as `busy`. */
const MAX_WAITING = 64;

/** Hashes passwords with Argon2id (RFC 9106) on native threads, as many at once as there are cores. */
export interface PasswordHasher {
  /** The PHC string of a password. */
  hash(password: string): Promise<string>;
  /**
   * Whether a password matches a hash. A decoy is verified for each of `decoyCosts` that the hash
   * does not have, so that the work reveals neither whether there is a hash nor its cost.
   */
  verify(
    password: string,
    storedHash: string | undefined,
    decoyCosts?: readonly PasswordCost[],
  ): Promise<boolean>;
  /** Whether a hash was made at a lower cost than new ones are. */
  isOutdated(storedHash: string): boolean;
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
  const decoys = new Map<string, string>();
  const findDecoy = (cost: PasswordCost) =>
    decoys.getOrInsertComputed(formatCost(cost), () => formatDecoy(cost, { randomBytes }));
  return {
    hash: (password) => withPermit(() => hash(encode(password), options)),
    verify: async (password, storedHash, decoyCosts = []) => {
      const stored = storedHash === undefined ? undefined : readStoredHash(storedHash);
      const byCost = new Map(decoyCosts.map((each) => [formatCost(each), findDecoy(each)]));
      if (stored) byCost.set(formatCost(stored.cost), stored.text); // in place of its decoy
      const hashes = [...byCost].sort(([a], [b]) => a < b ? -1 : 1).map(([, text]) => text);
      const encoded = encode(password);
      return await withPermit(async () => {
        let isRight = false;
        for (const text of hashes) {
          const matches = await verify(text, encoded);
          if (text === stored?.text) isRight = matches;
        }
        return isRight;
      });
    },
    isOutdated: (storedHash) => {
      const stored = readStoredHash(storedHash);
      return stored !== undefined &&
        (stored.cost.memory < cost.memory || stored.cost.passes < cost.passes);
    },
  };
}

function encode(password: string): Uint8Array {
  return new TextEncoder().encode(normalizePassword(password));
}

/** A hash of a given cost that no password has. */
function formatDecoy(cost: PasswordCost, { randomBytes }: Random): string {
  const text = (count: number) => randomBytes(count).toBase64({ omitPadding: true });
  return `$argon2id$v=19$${formatCost(cost)}$${text(16)}$${text(32)}`;
}
