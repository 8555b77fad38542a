import { NewPassword } from "../../shared/contract/fields.ts";
import type { FieldError } from "../../shared/problem_details.ts";
import type { ObjectSchema } from "../../shared/schema.ts";
import { isCommonPassword } from "./common_passwords.ts";
import { normalizePassword } from "./normalize_password.ts";
import { isMadeOf, isOneWord, isRepetition, isWalk } from "./password_patterns.ts";

const { minLength: MIN_LENGTH, maxLength: MAX_LENGTH } = NewPassword;

/**
 * UTF-16 units that a password may have before it is normalized: up to three per character in
 * decomposed form, as in Hangul and Vietnamese.
 */
const MAX_UNITS = 3 * MAX_LENGTH;

/** The person whose password it is; a password must not consist of their name or email. */
export interface PasswordOwner {
  readonly email: string;
  readonly name: string;
}

/** Why a password is refused. */
type PasswordFault = Omit<FieldError, "field">;

/**
 * Why a password is refused; `undefined` for an accepted one. Takes linear time, since anyone may
 * send a password of any length.
 */
export async function findPasswordFault(
  password: string,
  owner: PasswordOwner,
): Promise<PasswordFault | undefined> {
  if (password.length > MAX_UNITS) return TOO_LONG; // before normalizing, which takes time
  const length = [...normalizePassword(password)].length;
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
  async (text) =>
    await isCommonPassword(text)
      ? {
        code: "common",
        message: "This password is on a list of common ones, which guessers try first.",
      }
      : undefined,
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
 * Folds spellings that look alike: NFKC, lower case. NFKC expands a character to up to 18 (U+FDFA),
 * so the result is cut to the length of a password.
 */
function fold(text: string): string {
  return [...text.normalize("NFKC").toLowerCase()].slice(0, MAX_LENGTH).join("");
}

/** UTF-16 units of an email or a name that are used; valid ones have no more. */
const MAX_OWNER_UNITS = 256;

function ownWords({ email, name }: PasswordOwner): string[] {
  return [email, name].map((text) => fold(text.slice(0, MAX_OWNER_UNITS)))
    .flatMap((text) => [text, ...text.split(/[^\p{L}\p{N}]+/u)])
    .filter((word) => [...word].length >= 3);
}

/**
 * Errors of new passwords in a body, judged by the body alone. They are reported together with the
 * errors of other fields.
 */
export async function listPasswordErrors(
  schema: ObjectSchema,
  body: unknown,
): Promise<FieldError[]> {
  const fields = Object(body) as Readonly<Record<string, unknown>>; // `{}` for other values
  const read = (field: string) => typeof fields[field] === "string" ? fields[field] : "";
  const owner = { email: read("email"), name: read("name") };
  const errors: FieldError[] = [];
  for (const [field, fieldSchema] of Object.entries(schema.properties)) {
    if (fieldSchema !== NewPassword) continue;
    const fault = await findPasswordFault(read(field), owner);
    if (fault) errors.push({ field, ...fault });
  }
  return errors;
}
