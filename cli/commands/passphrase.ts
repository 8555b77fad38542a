/** Words of a passphrase: six of 7,776 are 77 bits of chance. */
const WORDS = 6;

/** A passphrase of random words from the EFF's long list, which is made to be typed and remembered. */
export async function makePassphrase(): Promise<string> {
  const { dictionary } = await import("@zxcvbn-ts/language-common"); // large, and seldom wanted
  const words = dictionary["diceware-common"];
  return Array.from({ length: WORDS }, () => words[pickBelow(words.length)]).join(" ");
}

/** A random whole number below a limit, each as likely as the others. */
function pickBelow(limit: number): number {
  const fair = 2 ** 32 - 2 ** 32 % limit;
  while (true) {
    const [number] = crypto.getRandomValues(new Uint32Array(1));
    if (number! < fair) return number! % limit;
  }
}
