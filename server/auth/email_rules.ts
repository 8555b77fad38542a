import { domainToASCII, domainToUnicode } from "node:url";
import { NewEmail } from "../../shared/contract/fields.ts";
import type { FieldError } from "../../shared/problem_details.ts";
import type { ObjectSchema } from "../../shared/schema.ts";

/** Errors of new emails in a body that fit their schema. */
export function listEmailErrors({ properties }: ObjectSchema, body: unknown): FieldError[] {
  const fields = Object(body) as Readonly<Record<string, unknown>>; // `{}` for other values
  return Object.entries(properties).flatMap(([field, schema]) => {
    const email = fields[field];
    if (schema !== NewEmail || typeof email !== "string") return [];
    const message = findEmailFault(email);
    return message === undefined ? [] : [{ field, code: "invalid", message }];
  });
}

/** UTF-16 units of an email that are looked at; a valid one has no more. */
const MAX_UNITS = 3 * NewEmail.maxLength;

/** Why an email is not accepted for a new account; `undefined` for an accepted one. */
export function findEmailFault(email: string): string | undefined {
  if (email.length > MAX_UNITS) return NewEmail.description;
  if (email.normalize("NFKC") !== email.normalize("NFC")) return UNUSUAL_LETTERS;
  const at = email.lastIndexOf("@");
  const domain = toAsciiDomain(email.slice(at + 1));
  if (domain === undefined) return "The part of the email behind the @ is not a domain.";
  const labels = domainToUnicode(domain).split(".");
  const pieces = [...email.slice(0, at).split(/[^\p{L}\p{M}\p{N}]+/u), ...labels]
    .map((piece) => piece.toLowerCase());
  if (pieces.some(mixesAlphabets)) return MIXED_ALPHABETS;
  // The ending of a domain such as .рф shows that it is not Latin.
  const isLatin = /^[a-z0-9-]+$/i.test(labels.at(-1)!);
  return isLatin && pieces.some((piece) => LATIN_LOOK_ALIKES.test(piece))
    ? LOOKS_LIKE_LATIN
    : undefined;
}

const UNUSUAL_LETTERS = "The email has letters in an unusual form. Type it with plain letters.";
const MIXED_ALPHABETS =
  "The email mixes letters of several alphabets that look alike. Type it in one alphabet.";
const LOOKS_LIKE_LATIN =
  "The email has letters that look like Latin ones but are not. Type it in Latin letters.";

/**
 * The ASCII form of a domain, as browsers send it (`xn--…`, Unicode UTS #46); `undefined` for
 * anything else.
 */
export function toAsciiDomain(domain: string): string | undefined {
  if (/^[\x21-\x7e]*$/.test(domain) && !/(^|\.)xn--/i.test(domain)) return domain.toLowerCase();
  const ascii = domainToASCII(domain);
  return ascii !== "" && ascii.split(".").every((label) => label.length <= 63) ? ascii : undefined;
}

/** Alphabets with letters that look alike. */
const ALPHABETS = ["Latin", "Greek", "Cyrillic", "Armenian", "Coptic", "Cherokee", "Lisu"]
  .map((script) => new RegExp(`\\p{Script=${script}}`, "u"));

function mixesAlphabets(text: string): boolean {
  return ALPHABETS.filter((alphabet) => alphabet.test(text)).length > 1;
}

/** A text that looks like Latin but is not (after UTS #39). */
const LATIN_LOOK_ALIKES =
  /^(?=.*[^\d-])[\d\-асԁеһіјӏорԛѕԝхуѵгпьѡҽαγηικνορτυχωօոսցհզգ\p{Script=Cherokee}\p{Script=Lisu}]+$/u;
