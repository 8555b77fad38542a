import { createHash } from "node:crypto";

/** Digits and letters that nobody takes for one another: no 0 and O, no 1, I and L. */
const ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

/** Characters of a code: 89 bits of chance. */
const LENGTH = 18;

/** A new invite code, in groups of three to read out: `K7Q-F9X-WMP-34T-VHB-C2D`. */
export function newInviteCode(
  { randomBytes }: { readonly randomBytes: (count: number) => Uint8Array },
): string {
  let code = "";
  while (code.length < LENGTH) {
    // Bytes past the last whole multiple of the alphabet would favour its beginning.
    const usable = randomBytes(LENGTH).filter((byte) => byte < 256 - 256 % ALPHABET.length);
    code += [...usable].map((byte) => ALPHABET[byte % ALPHABET.length]).join("");
  }
  return code.slice(0, LENGTH).match(/.{3}/g)!.join("-");
}

/** What is kept of a code: its SHA-256, hexadecimal; case, spaces and dashes do not count. */
export function hashInviteCode(code: string): string {
  const plain = code.toUpperCase().replaceAll(/[\s\p{Dash}]/gu, "");
  return createHash("sha256").update(plain).digest("hex");
}
