import type { Random } from "../config/system.ts";

/** Words of a passphrase: six of 7,776 are 77 bits of randomness. */
const WORDS = 6;

/** Random words of the EFF's long list, which is made to be typed and remembered. */
export async function makePassphrase(random: Random): Promise<string> {
  const { dictionary } = await import("@zxcvbn-ts/language-common"); // large, and rarely needed
  const words = dictionary["diceware-common"];
  return Array.from({ length: WORDS }, () => words[pickBelow(random, words.length)]).join(" ");
}

/** A uniformly distributed random whole number below a limit of up to 2^32. */
function pickBelow({ randomBytes }: Random, limit: number): number {
  const fair = 2 ** 32 - 2 ** 32 % limit;
  while (true) {
    const { buffer, byteOffset } = randomBytes(4);
    const number = new DataView(buffer, byteOffset).getUint32(0);
    if (number < fair) return number % limit;
  }
}
