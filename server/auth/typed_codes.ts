import { hashSecret } from "./secrets.ts";
import type { Random } from "../config/system.ts";

/** Digits and letters that are easy to tell apart: no 0 and O, no 1, I and L. */
const ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

/** Characters of a code: 89 random bits. */
const LENGTH = 18;

/** Consonants, so that no code is a word (RFC 8628 §6.1). */
const CONSONANTS = "BCDFGHJKLMNPQRSTVWXZ";

/** Characters of a code that lives for minutes: 34 random bits. */
const SHORT_LENGTH = 8;

/** A new code that people read out and type, in groups of three: `K7Q-F9X-WMP-34T-VHB-C2D`. */
export function newTypedCode(random: Random): string {
  return drawLetters(random, ALPHABET, LENGTH).match(/.{3}/g)!.join("-");
}

/** A new code of a request to sign in, in groups of four: `BDFG-HJKM`. */
export function newSignInCode(random: Random): string {
  return drawLetters(random, CONSONANTS, SHORT_LENGTH).match(/.{4}/g)!.join("-");
}

/** Draws letters of an alphabet, each as likely as the others. */
function drawLetters({ randomBytes }: Random, alphabet: string, length: number): string {
  let letters = "";
  while (letters.length < length) {
    // Bytes past the last whole multiple of the alphabet would bias towards its beginning.
    const usable = randomBytes(length).filter((byte) => byte < 256 - 256 % alphabet.length);
    letters += [...usable].map((byte) => alphabet[byte % alphabet.length]).join("");
  }
  return letters.slice(0, length);
}

/** The hash of a code, as it is stored; case, spaces and dashes do not count. */
export function hashTypedCode(code: string): string {
  return hashSecret(code.toUpperCase().replaceAll(/[\s\p{Dash}]/gu, ""));
}
