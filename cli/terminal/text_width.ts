/** Columns that a text takes on a terminal; wide characters and emoji take two (UAX #11). */
export function textWidth(text: string): number {
  if (NARROW.test(text)) return text.length; // the usual case; the segmenter is slow to start
  return Iterator.from(new Intl.Segmenter().segment(text))
    .reduce((width, { segment }) => width + graphemeWidth(segment), 0);
}

/** Cuts a text that is wider than some columns, and marks the cut with an ellipsis. */
export function truncateText(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  let [cut, used] = ["", 0];
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    used += graphemeWidth(segment);
    if (used > width - 1) break;
    cut += segment;
  }
  return `${cut}…`;
}

/** Wraps a text at its spaces into lines of at most some columns; a longer word is split. */
export function wrapText(text: string, width: number): string[] {
  if (textWidth(text) <= width) return [text];
  return joinWords(text.split(" ").flatMap((word) => splitWord(word, width)), width);
}

/** Joins words to lines of at most some columns; a longer word gets a line of its own. */
export function joinWords(words: readonly string[], width: number, { gap = " " } = {}): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const longer = `${lines.at(-1)}${gap}${word}`;
    if (lines.length > 0 && textWidth(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** Splits a word that is wider than some columns, after a mark in it where there is one. */
function splitWord(word: string, width: number): string[] {
  if (textWidth(word) <= width) return [word];
  const parts: string[] = [];
  let [last, used] = ["", 0];
  for (const { segment } of new Intl.Segmenter().segment(word)) {
    if (used + graphemeWidth(segment) > width) {
      const [, part = last, rest = ""] = /^(.*[:/@.,_-])(.*)$/s.exec(last) ?? [];
      parts.push(part);
      [last, used] = [rest, textWidth(rest)];
    }
    last += segment;
    used += graphemeWidth(segment);
  }
  return [...parts, last];
}

/** Characters of Latin scripts. */
const NARROW = /^[ -~\u00a1-\u00ac\u00ae-\u02af]*$/;

function graphemeWidth(grapheme: string): number {
  if (EMOJI.test(grapheme)) return 2; // however many code points it joins
  return [...grapheme].reduce((width, character) => width + characterWidth(character), 0);
}

const EMOJI = /\p{Emoji_Presentation}|\p{Emoji}\uFE0F|\p{RI}\p{RI}/u;

function characterWidth(character: string): number {
  if (ZERO.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}

/** Combining marks, format characters and trailing parts of Hangul; a soft hyphen is visible. */
const ZERO = /(?!\u00ad)[\p{Mn}\p{Me}\p{Cf}\u1160-\u11ff]/u;

/** Blocks of East Asian scripts, and of punctuation and forms of the same width. */
const WIDE = new RegExp(
  "[" +
    "\\u1100-\\u115f" + // Hangul Jamo
    "\\u2329\\u232a" +
    "\\u2e80-\\u303e\\u3041-\\u4dbf\\u4e00-\\ua4cf" + // CJK, kana, Bopomofo, Yi
    "\\ua960-\\ua97c\\uac00-\\ud7a3" + // Hangul syllables
    "\\uf900-\\ufaff\\ufe10-\\ufe19\\ufe30-\\ufe6b" + // CJK compatibility
    "\\uff01-\\uff60\\uffe0-\\uffe6" + // full-width forms
    "\\u{16fe0}-\\u{18dff}\\u{1aff0}-\\u{1b2ff}" + // Tangut, kana, Nushu
    "\\u{1f200}-\\u{1f265}\\u{20000}-\\u{3fffd}" + // CJK in squares, more CJK
    "]",
  "u",
);
