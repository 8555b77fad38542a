/** Columns that a text takes on a terminal: wide characters and emoji take two (UAX #11). */
export function textWidth(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length; // most are: the segmenter is slow to start
  let width = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) width += graphemeWidth(segment);
  return width;
}

function graphemeWidth(grapheme: string): number {
  if (/^[\p{Mark}\p{Cf}]+$/u.test(grapheme)) return 0;
  return EMOJI.test(grapheme) || WIDE.test(grapheme) ? 2 : 1;
}

const EMOJI = /\p{Emoji_Presentation}|\p{Emoji}\uFE0F|\p{RI}\p{RI}/u;

/** The blocks of East Asian scripts, and of the punctuation and forms that are as wide. */
const WIDE = new RegExp(
  "^[" +
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
