import { isWithinLimits, type PasswordCost } from "../config/password_cost.ts";

/** A stored hash that a login can verify. */
interface StoredHash {
  readonly cost: PasswordCost;
  /** The PHC string, with its parameters in the order that the Argon2 library reads. */
  readonly text: string;
}

/** A PHC string of Argon2id (RFC 9106, version 1.3); the parameters may stand in any order. */
const PHC =
  /^\$argon2id\$v=19\$([a-z]+=\d{1,10}(?:,[a-z]+=\d{1,10}){2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{16,172})$/;

/**
 * Parses a stored hash; `undefined` for one of another kind, with other parameters, or with a cost
 * above the limits.
 */
export function readStoredHash(stored: string): StoredHash | undefined {
  const [, parameters, salt, hash] = PHC.exec(stored) ?? [];
  if (parameters === undefined) return undefined;
  const values = new Map(
    parameters.split(",").map((text) => text.split("=") as [string, string]), // as PHC matched
  );
  const [memory, passes, lanes] = ["m", "t", "p"].map((name) => Number(values.get(name)));
  if (!memory || !passes || !lanes) return undefined;
  const cost = { memory, passes, lanes };
  if (!isWithinLimits(cost)) return undefined;
  return { cost, text: `$argon2id$v=19$m=${memory},t=${passes},p=${lanes}$${salt}$${hash}` };
}
