import { hashSecret } from "./secrets.ts";
import type { Random } from "../config/system.ts";

/** Digits and letters that are easy to tell apart: no 0 and O, no 1, I and L. */
const ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

/** Characters of a code: 89 random bits. */
const LENGTH = 18;

/** A new code that people read out and type, in groups of three: `K7Q-F9X-WMP-34T-VHB-C2D`. */
export function newTypedCode({ randomBytes }: Random): string {
  let code = "";
  while (code.length < LENGTH) {
    // Bytes past the last whole multiple of the alphabet would bias towards its beginning.
    const usable = randomBytes(LENGTH).filter((byte) => byte < 256 - 256 % ALPHABET.length);
    code += [...usable].map((byte) => ALPHABET[byte % ALPHABET.length]).join("");
  }
  return code.slice(0, LENGTH).match(/.{3}/g)!.join("-");
}

/** The hash of a code, as it is stored; case, spaces and dashes do not count. */
export function hashTypedCode(code: string): string {
  return hashSecret(code.toUpperCase().replaceAll(/[\s\p{Dash}]/gu, ""));
}
