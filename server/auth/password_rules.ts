import { NewPassword } from "../../shared/contract/fields.ts";
import type { FieldError } from "../../shared/problem_details.ts";
import { isCommonPassword } from "./common_passwords.ts";

const { minLength: MIN_LENGTH, maxLength: MAX_LENGTH } = NewPassword;

/**
 * UTF-16 units that a password may have before it is normalized. Three is what a character takes
 * in its decomposed form, Hangul and Vietnamese among them.
 */
const MAX_UNITS = 3 * MAX_LENGTH;

/** The person whose password it is; their own words do not make a password. */
export interface PasswordOwner {
  readonly email: string;
  readonly name: string;
}

/** Why a password is refused. */
type PasswordFault = Omit<FieldError, "field">;

/**
 * Says why a password is not good enough, or nothing where it is. Takes time in proportion to its
 * length: anyone may send one, however long and strange.
 */
export async function findPasswordFault(
  password: string,
  owner: PasswordOwner,
): Promise<PasswordFault | undefined> {
  if (password.length > MAX_UNITS) return TOO_LONG; // before it is normalized, which takes time
  const length = [...password.normalize("NFC")].length;
  if (length > MAX_LENGTH) return TOO_LONG;
  if (length < MIN_LENGTH) return describeShort(length);
  const text = fold(password);
  for (const rule of RULES) {
    const fault = await rule(text, owner);
    if (fault) return fault;
  }
}

const TOO_LONG: PasswordFault = {
  code: "too_long",
  message: `A password has at most ${MAX_LENGTH} characters.`,
};

function describeShort(length: number): PasswordFault {
  return {
    code: "too_short",
    message: `A password has at least ${MIN_LENGTH} characters; this one has ${length}. ` +
      "A few words in a row do well.",
  };
}

type Rule = (
  text: string,
  owner: PasswordOwner,
) => PasswordFault | undefined | Promise<PasswordFault | undefined>;

const RULES: readonly Rule[] = [
  async (text) => {
    const letters = text.replaceAll(/[^\p{L}\p{N}]/gu, "");
    const isCommon = await isCommonPassword(text) || await isCommonPassword(letters) ||
      FAMOUS.includes(letters) || isMadeOf(letters, PHRASES);
    return isCommon
      ? {
        code: "common",
        message: "This password is on a list of common ones, which guessers try first.",
      }
      : undefined;
  },
  (text) =>
    isRepetition(text) || isOneWord(text)
      ? {
        code: "repeated",
        message: "This password repeats one short piece, which is easy to guess.",
      }
      : undefined,
  (text) =>
    isWalk(text)
      ? {
        code: "sequence",
        message:
          "This password walks along the keyboard, the alphabet or the numbers, which is easy to guess.",
      }
      : undefined,
  (text, owner) =>
    isMadeOf(text, [...ownWords(owner), "circleshare", "circle", "share"])
      ? {
        code: "personal",
        message:
          "This password is made of your name, your email or the name of this program, which is easy to guess.",
      }
      : undefined,
];

/**
 * A text in which spellings that look alike are one: NFKC, lower case. NFKC makes up to 18
 * characters of one (U+FDFA), so only as many are kept as a password may have.
 */
function fold(text: string): string {
  return [...text.normalize("NFKC").toLowerCase()].slice(0, MAX_LENGTH).join("");
}

/** A passphrase that is known all over the world, from xkcd.com/936. */
const FAMOUS = ["correcthorsebatterystaple"];

/** Words of passwords that only say that they are one. */
const PHRASES = [
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

/** Whether a text is one piece over and over, or has hardly any different characters. */
function isRepetition(text: string): boolean {
  const letters = [...text];
  return new Set(letters).size <= 3 || findPeriod(letters) <= letters.length / 2;
}

/**
 * The least number of letters after which a text repeats itself: its length less its longest
 * border (the failure function of Knuth, Morris and Pratt, in linear time).
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

/** Whether a text says one word again and again, with digits or punctuation between. */
function isOneWord(text: string): boolean {
  const words = text.split(/[^\p{L}]+/u).filter((word) => word !== "");
  return words.length > 1 && new Set(words).size === 1;
}

/** Rows that fingers and tongues run along. */
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

/** Whether a text is made of walks of four steps or more, and hardly anything else. */
function isWalk(text: string): boolean {
  const letters = [...text];
  let covered = 0;
  for (let at = 0; at < letters.length;) {
    const length = walkLength(letters, at);
    if (length >= 4) covered += length;
    at += length >= 4 ? length : 1;
  }
  return letters.length - covered <= 3;
}

/** How many characters, from one on, lie side by side on one walk. */
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

/** UTF-16 units of an email or a name that are looked at; valid ones have no more. */
const MAX_OWNER_UNITS = 256;

function ownWords({ email, name }: PasswordOwner): string[] {
  return [email, name].map((text) => fold(text.slice(0, MAX_OWNER_UNITS)))
    .flatMap((text) => [text, ...text.split(/[^\p{L}\p{N}]+/u)])
    .filter((word) => [...word].length >= 3);
}

/** Whether what is left of a text without some words, digits and punctuation is next to nothing. */
function isMadeOf(text: string, words: readonly string[]): boolean {
  const longestFirst = words.toSorted((a, b) => b.length - a.length);
  const rest = longestFirst.reduce((left, word) => left.replaceAll(word, ""), text);
  return rest !== text && [...rest.replaceAll(/[^\p{L}]/gu, "")].length <= 3;
}
