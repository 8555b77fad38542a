/**
 * Whether a folded password is on the list of common ones, either whole or without the digits and
 * punctuation at its ends.
 */
export async function isCommonPassword(password: string): Promise<boolean> {
  const { dictionary } = await import("@zxcvbn-ts/language-common"); // large: not read at the start
  const list = dictionary["passwords-common"]; // to search it takes 0.1 ms, to index it 100
  return list.includes(password) || list.includes(trimToLetters(password));
}

/** A text without what is no letter at its ends. By hand: a pattern for the end is quadratic. */
function trimToLetters(text: string): string {
  const letters = [...text];
  const isLetter = (letter: string) => /\p{L}/u.test(letter);
  return letters.slice(letters.findIndex(isLetter), letters.findLastIndex(isLetter) + 1).join("");
}
