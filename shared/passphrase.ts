/** Words of a passphrase: six of 7,776 are 77 bits of randomness. */
const WORDS = 6;

/** A passphrase of random words of a list. */
export function makePassphrase(
  words: readonly string[],
  randomBytes: (count: number) => Uint8Array,
): string {
  return Array.from({ length: WORDS }, () => words[pickBelow(words.length, randomBytes)]).join(" ");
}

/** A uniformly distributed random whole number below a limit of up to 2^32. */
function pickBelow(limit: number, randomBytes: (count: number) => Uint8Array): number {
  const fair = 2 ** 32 - 2 ** 32 % limit;
  while (true) {
    const { buffer, byteOffset } = randomBytes(4);
    const number = new DataView(buffer, byteOffset).getUint32(0);
    if (number < fair) return number % limit;
  }
}
