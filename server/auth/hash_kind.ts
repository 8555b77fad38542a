import type { Random } from "../config/system.ts";
import type { PasswordCost } from "../config/password_cost.ts";

/** A stored hash that a login can verify. */
export interface StoredHash {
  /** Kind and cost, as the table `password_costs` has them. Hashes that share it take equally long. */
  readonly cost: string;
  /** The cost of an Argon2id hash, as new ones are; others are replaced at the next login. */
  readonly argon2id?: PasswordCost;
  /** Whether it is the hash of a password in UTF-8; takes as long for any password. */
  readonly matches: (password: Uint8Array<ArrayBuffer>) => Promise<boolean>;
}

/** A hash that takes longer to verify than a login may. */
export interface TooCostly {
  /** Its cost, and the highest one that is accepted. */
  readonly tooCostly: string;
}

/** A kind of password hash, such as bcrypt. */
export interface HashKind {
  /** Reads a stored hash; `undefined` for one of another kind. */
  readonly read: (stored: string) => StoredHash | TooCostly | undefined;
  /** A hash of a given cost that no password has; `undefined` for a cost of another kind. */
  readonly formatDecoy: (cost: string, random: Random) => string | undefined;
}

/** Random bytes in Base64 without padding, as decoys have them for salt and hash. */
export function randomBase64({ randomBytes }: Random, count: number): string {
  return randomBytes(count).toBase64({ omitPadding: true });
}
