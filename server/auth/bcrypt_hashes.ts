import { type HashKind, randomBase64 } from "./hash_kind.ts";

/**
 * `$2a$`, `$2b$` and `$2y$` are one. Django writes `bcrypt` before it, or `bcrypt_sha256` where it
 * hashes the SHA-256 of the password in hexadecimal.
 */
const BCRYPT = /^(?:bcrypt(_sha256)?\$)?(\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53})$/;

/** Doublings of the work: 13 take 0.6 seconds of one core here, and 14 twice as long. */
const LIMITS = { least: 4, most: 13 } as const;

/** Bytes of a password that bcrypt hashes; it ignores all that follow. */
const MAX_BYTES = 72;

/**
 * bcrypt, as PHP and Node make it. Passwords that it does not hash whole never match: those beyond
 * 72 bytes, and those with a NUL, after which bcrypt repeats the password.
 */
export const BCRYPT_HASHES: HashKind = {
  read: (stored) => {
    const [, isDigested, text, digits] = BCRYPT.exec(stored) ?? [];
    if (text === undefined) return undefined;
    const rounds = Number(digits);
    if (rounds < LIMITS.least) return undefined;
    if (rounds > LIMITS.most) {
      return { tooCostly: `bcrypt has the cost ${rounds}, above ${LIMITS.most}` };
    }
    return {
      cost: `bcrypt:${rounds}`,
      matches: async (password) => {
        const hashed = isDigested ? await digest(password) : password;
        const isHashedWhole = hashed.length <= MAX_BYTES && !hashed.includes(0);
        const { verify } = await import("@node-rs/bcrypt"); // few servers have such hashes
        return await verify(hashed.subarray(0, MAX_BYTES), text) && isHashedWhole;
      },
    };
  },
  formatDecoy: (cost, random) => {
    const [, rounds] = /^bcrypt:(\d+)$/.exec(cost) ?? [];
    if (rounds === undefined) return undefined;
    // The last letters of salt and hash have fewer bits than others.
    const text = (bytes: number) => randomBase64(random, bytes).replaceAll("+", ".").slice(0, -1);
    return `$2b$${rounds.padStart(2, "0")}$${text(16)}.${text(23)}.`;
  },
};

async function digest(password: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", password));
  return new TextEncoder().encode(bytes.toHex());
}
