/** Whether a text repeats one piece, or has at most three different characters. */
export function isRepetition(text: string): boolean {
  const letters = [...text];
  return new Set(letters).size <= 3 || findPeriod(letters) <= letters.length / 2;
}

/**
 * The period of a text: its length minus its longest border (the failure function of Knuth, Morris
 * and Pratt, in linear time).
 */
function findPeriod(letters: readonly string[]): number {
  const borders = [0];
  let border = 0;
  for (let at = 1; at < letters.length; at++) {
    while (border > 0 && letters[at] !== letters[border]) border = borders[border - 1]!;
    if (letters[at] === letters[border]) border++;
    borders.push(border);
  }
  return letters.length - borders.at(-1)!;
}

/** Whether a text repeats one word, with digits or punctuation between. */
export function isOneWord(text: string): boolean {
  const words = text.split(/[^\p{L}]+/u).filter((word) => word !== "");
  return words.length > 1 && new Set(words).size === 1;
}

/** Rows of the keyboard, the alphabet and the numbers, both ways. */
const WALKS = [
  "abcdefghijklmnopqrstuvwxyz",
  "01234567890",
  "1234567890-=",
  "qwertyuiop[]",
  "asdfghjkl;'",
  "zxcvbnm,./",
  "qwertzuiopü+",
  "asdfghjklöä#",
  "yxcvbnm,.-",
  "azertyuiop",
  "qsdfghjklm",
  "wxcvbn",
  "!@#$%^&*()_+",
  "1q2w3e4r5t6y7u8i9o0p",
  "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/",
  "qazwsxedcrfvtgbyhnujmikolp",
].flatMap((walk) => [walk, [...walk].reverse().join("")]);

/** Whether a text consists of walks of four steps or more, apart from at most three characters. */
export function isWalk(text: string): boolean {
  const letters = [...text];
  let covered = 0;
  for (let at = 0; at < letters.length;) {
    const length = walkLength(letters, at);
    if (length >= 4) covered += length;
    at += length >= 4 ? length : 1;
  }
  return letters.length - covered <= 3;
}

/** How many characters, from a position on, are neighbours on one walk. */
function walkLength(letters: readonly string[], at: number): number {
  let longest = 0;
  for (const walk of WALKS) {
    const from = walk.indexOf(letters[at]!);
    if (from < 0) continue;
    let length = 1;
    while (at + length < letters.length && walk[from + length] === letters[at + length]) length++;
    longest = Math.max(longest, length);
  }
  return longest;
}

/** Whether a text has given words, and at most three letters besides them. */
export function isMadeOf(text: string, words: readonly string[]): boolean {
  const longestFirst = words.toSorted((a, b) => b.length - a.length);
  const rest = longestFirst.reduce((left, word) => left.replaceAll(word, ""), text);
  return rest !== text && [...rest.replaceAll(/[^\p{L}]/gu, "")].length <= 3;
}
