import { availableParallelism } from "node:os";
import { hash, parseOptions, verify } from "@node-rs/argon2";
import { Problem } from "../http/problem.ts";
import type { Random } from "../config/system.ts";
import { isWithinLimits, type PasswordCost } from "../config/password_cost.ts";

/** Hashings that may wait for a free core; one more is refused as `busy`. */
const MAX_WAITING = 64;

/** Hashes passwords with Argon2id (RFC 9106) on native threads, as many at once as there are cores. */
export interface Passwords {
  /** The PHC string of a password. */
  hash(password: string): Promise<string>;
  /**
   * Whether a password is the one of a hash. Takes the same time where there is no hash, and
   * where its kind is unknown.
   */
  verify(password: string, storedHash: string | undefined): Promise<boolean>;
  /** Whether a hash was made at a lower cost than new ones are. */
  isOutdated(storedHash: string): boolean;
}

/** How passwords are hashed. */
export interface PasswordOptions extends Random {
  readonly cost: PasswordCost;
}

/** Makes the hashing of passwords at one cost; more of them than can wait are refused as `busy`. */
export function createPasswords({ cost, randomBytes }: PasswordOptions): Passwords {
  const withPermit = createSemaphore(availableParallelism(), MAX_WAITING);
  const options = { memoryCost: cost.memory, timeCost: cost.passes, parallelism: cost.lanes };
  const decoy = formatDecoy({ cost, randomBytes });
  return {
    hash: (password) => withPermit(() => hash(encode(password), options)),
    verify: async (password, storedHash) => {
      const isKnown = storedHash !== undefined && isReadable(storedHash);
      const isRight = await withPermit(() =>
        verify(isKnown ? storedHash : decoy, encode(password))
      );
      return isKnown && isRight;
    },
    isOutdated: (storedHash) => {
      const { memory, passes } = readCost(storedHash);
      return memory < cost.memory || passes < cost.passes;
    },
  };
}

/** Whether this program can verify against a hash, and would be done with it one day. */
export function isReadable(storedHash: string): boolean {
  try {
    return storedHash.startsWith("$argon2id$") && isWithinLimits(readCost(storedHash));
  } catch {
    return false;
  }
}

function readCost(storedHash: string): PasswordCost {
  const { memoryCost = 0, timeCost = 0, parallelism = 0 } = parseOptions(storedHash);
  return { memory: memoryCost, passes: timeCost, lanes: parallelism };
}

/** A password may be typed composed or decomposed (NFC, Unicode UAX #15): both are the same. */
function encode(password: string): Uint8Array {
  return new TextEncoder().encode(password.normalize("NFC"));
}

/** A hash of the usual cost that no password has. */
function formatDecoy({ cost, randomBytes }: PasswordOptions): string {
  const text = (count: number) => randomBytes(count).toBase64({ omitPadding: true });
  const { memory, passes, lanes } = cost;
  return `$argon2id$v=19$m=${memory},t=${passes},p=${lanes}$${text(16)}$${text(32)}`;
}

/** Runs at most `atOnce` works at a time and lets at most `maxWaiting` more wait. */
function createSemaphore(atOnce: number, maxWaiting: number) {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async function withPermit<T>(work: () => Promise<T>): Promise<T> {
    if (running === atOnce) {
      if (waiting.length === maxWaiting) throw new Problem("busy", { retryAfter: 1 });
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else {
      running++;
    }
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next(); // takes over the place, so `running` stays
      else running--;
    }
  };
}
