import { isMadeOf } from "./password_patterns.ts";

/** Whether a folded password is a common one, also with digits and punctuation around or inside. */
export async function isCommonPassword(password: string): Promise<boolean> {
  const letters = password.replaceAll(/[^\p{L}\p{N}]/gu, "");
  return letters === KNOWN_PASSPHRASE || isMadeOf(letters, FILLER_WORDS) ||
    await isListed(password) || await isListed(letters);
}

/** A well-known passphrase, from xkcd.com/936. */
const KNOWN_PASSPHRASE = "correcthorsebatterystaple";

/** Words that add nothing to a password. */
const FILLER_WORDS = [
  ...[
    "password",
    "passwort",
    "passphrase",
    "motdepasse",
    "letmein",
    "iloveyou",
    "welcome",
    "secret",
  ],
  ...["this", "that", "is", "my", "the", "and", "for", "please"],
];

/** Whether a text is on the list of common passwords, either whole or without what is around it. */
async function isListed(password: string): Promise<boolean> {
  const { dictionary } = await import("@zxcvbn-ts/language-common"); // large: not read at the start
  const list = dictionary["passwords-common"]; // to search it takes 0.1 ms, to index it 100
  return list.includes(password) || list.includes(trimToLetters(password));
}

/** A text without non-letters at its ends. Without a regex, which would be quadratic. */
function trimToLetters(text: string): string {
  const letters = [...text];
  const isLetter = (letter: string) => /\p{L}/u.test(letter);
  return letters.slice(letters.findIndex(isLetter), letters.findLastIndex(isLetter) + 1).join("");
}
