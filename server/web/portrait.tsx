/** Colours that portraits have; each has its class in the style. */
const HUES = 10;

interface PortraitProps {
  readonly name: string;
  /** Decides the colour. */
  readonly id: string;
  readonly isLarge?: boolean;
}

/** A person's initials in a colour of their own, in place of a picture. Names say the same. */
export function Portrait({ name, id, isLarge }: PortraitProps) {
  const size = isLarge ? " large" : "";
  return (
    <span class={`portrait${size} hue-${hueOf(id)}`} aria-hidden="true">{initialsOf(name)}</span>
  );
}

/** The first letters of the first and the last word; of other scripts, of the first. */
export function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter((word) => /^[\p{L}\p{N}]/u.test(word));
  const [first = name, last] = words.length > 1 ? [words[0], words.at(-1)] : words;
  return [first, last ?? ""].map(firstLetter).join("").toUpperCase();
}

function firstLetter(word: string): string {
  if (/^[A-Za-z]/.test(word)) return word[0]!; // in most cases, at no cost
  return SEGMENTER.segment(word).containing(0)?.segment ?? "";
}

const SEGMENTER = new Intl.Segmenter(); // making one takes as long as a whole page

function hueOf(id: string): number {
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + letter.charCodeAt(0)) % 9973;
  return sum % HUES;
}
