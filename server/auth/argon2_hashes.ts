import { formatCost, isWithinLimits, type PasswordCost } from "../config/password_cost.ts";
import { type HashKind, randomBase64 } from "./hash_kind.ts";

/**
 * A PHC string of Argon2id or Argon2i (RFC 9106, version 1.3), with Django's prefix or without; the
 * parameters may stand in any order.
 */
const PHC =
  /^(?:argon2)?\$argon2(id|i)\$v=19\$([a-z]+=\d{1,10}(?:,[a-z]+=\d{1,10}){2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{16,172})$/;

/** Costs of Argon2i; those of Argon2id stand without a name. */
const ARGON2I = "argon2i:";

/** Argon2id, and Argon2i of earlier programs. */
export const ARGON2: HashKind = {
  read: (stored) => {
    const [, variant, parameters, salt, hash] = PHC.exec(stored) ?? [];
    if (parameters === undefined || !isBase64(salt!) || !isBase64(hash!)) return undefined;
    const values = new Map(
      parameters.split(",").map((text) => text.split("=") as [string, string]), // as PHC matched
    );
    const [memory, passes, lanes] = ["m", "t", "p"].map((name) => Number(values.get(name)));
    if (!memory || !passes || !lanes) return undefined;
    if (memory < 8 * lanes) return undefined; // RFC 9106 §3.1
    const cost = { memory, passes, lanes };
    const tooCostly = variant === "i" ? findForeignExcess(cost) : findExcess(cost);
    if (tooCostly !== undefined) return { tooCostly };
    // The library reads the parameters in this order alone.
    const text = `$argon2${variant}$v=19$${formatCost(cost)}$${salt}$${hash}`;
    const matches = async (password: Uint8Array) => {
      const { verify } = await import("@node-rs/argon2"); // the admin task may load no native code
      return await verify(text, password);
    };
    return variant === "id"
      ? { cost: formatCost(cost), argon2id: cost, matches }
      : { cost: ARGON2I + formatCost(cost), matches };
  },
  formatDecoy: (cost, random) => {
    const [, name, parameters] = /^(argon2i:|)(m=\d+,t=\d+,p=\d+)$/.exec(cost) ?? [];
    if (parameters === undefined) return undefined;
    const variant = name === ARGON2I ? "i" : "id";
    return `$argon2${variant}$v=19$${parameters}$${randomBase64(random, 16)}$${
      randomBase64(random, 32)
    }`;
  },
};

/** Memory in KiB times passes of hashes of other programs: a second of one core here. */
const MAX_FOREIGN_WORK = 786_432;

/** Why a hash of another program costs more than a login may take; `undefined` if it does not. */
export function findForeignExcess(cost: PasswordCost): string | undefined {
  const work = cost.memory * cost.passes;
  return work > MAX_FOREIGN_WORK
    ? `Argon2 has m × t = ${work}, above ${MAX_FOREIGN_WORK}`
    : findExcess(cost);
}

function findExcess(cost: PasswordCost): string | undefined {
  return isWithinLimits(cost) ? undefined : `Argon2 has ${formatCost(cost)}`;
}

/** Whether a text is Base64 as the library reads it: without padding, and no bit beyond its end. */
function isBase64(text: string): boolean {
  try {
    return Uint8Array.fromBase64(text).toBase64({ omitPadding: true }) === text;
  } catch {
    return false;
  }
}
