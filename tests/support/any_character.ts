import fc from "fast-check";

const FIRST_SURROGATE = 0xd800;
const SURROGATES = 0x800;
const LAST = 0x10ffff;

/**
 * Any character of Unicode, as a unit of `fc.string`. It is the same as the unit `binary`, which
 * first makes a table of all characters, and takes more than a second for that.
 */
export const ANY_CHARACTER = fc.nat({ max: LAST - SURROGATES }).map(toCharacter, fromCharacter);

function toCharacter(index: number): string {
  return String.fromCodePoint(index < FIRST_SURROGATE ? index : index + SURROGATES);
}

/** Also called for what is no character; then it must throw. */
function fromCharacter(value: unknown): number {
  const codePoint = typeof value === "string" ? value.codePointAt(0) ?? NaN : NaN;
  const index = codePoint < FIRST_SURROGATE ? codePoint : codePoint - SURROGATES;
  if (!(index >= 0) || toCharacter(index) !== value) throw new Error("not a character");
  return index;
}
