import type { SearchedWord } from "../database/match_words.ts";

/** Characters of a word that are indexed: some databases refuse very long ones. */
const MAX_WORD = 50;

/** A word: a letter or digit and what follows it, or an emoji. */
const WORDS = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*|\p{Extended_Pictographic}/gu;

/** Scripts that put no spaces between words. */
const SPACELESS =
  "\\p{scx=Han}\\p{scx=Hiragana}\\p{scx=Katakana}\\p{scx=Thai}\\p{scx=Lao}\\p{scx=Khmer}\\p{scx=Myanmar}";

const SPACELESS_RUN = new RegExp(`^[${SPACELESS}]`, "u");

/** Splits a word of several scripts. */
const RUNS = new RegExp(`[${SPACELESS}]+|[^${SPACELESS}]+`, "gu");

/** Accents and vowel points. In other scripts, marks are vowels, without which words are others. */
const ACCENTS =
  /[[\p{Mn}&&[\p{sc=Inherited}\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}\p{sc=Hebrew}\p{sc=Arabic}]]--[\u3099\u309a]]/gv;

/** Letters that no decomposition of Unicode takes apart. */
const PLAIN_LETTERS: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  ħ: "h",
  ı: "i",
  ς: "σ",
};

const UNPLAIN = new RegExp(`[${Object.keys(PLAIN_LETTERS).join("")}]`, "gu");

/**
 * The words of a text as they are indexed, each once: in lower case and without accents. A run of a
 * script without spaces gives each of its pairs of characters, and its last one alone.
 */
export function listIndexedWords(text: string): string[] {
  const words = listRuns(text).flatMap((run) => {
    if (!SPACELESS_RUN.test(run)) return [run];
    return [...listPairs(run), [...run].at(-1)!];
  });
  return [...new Set(words)];
}

/**
 * What a post has to contain for some words that were typed; the last one may go on. What holds
 * together, such as `10.30` or a Chinese phrase, has to stand in one post or comment.
 */
export function readSearch(typed: string): SearchedWord[][] {
  const pieces = typed.split(/\s+/u).map(listRuns).filter((runs) => runs.length > 0);
  const searched = pieces.map((runs, piece) =>
    runs.flatMap((run, at): SearchedWord[] => {
      const isLast = piece === pieces.length - 1 && at === runs.length - 1;
      if (!SPACELESS_RUN.test(run)) return [{ text: run, isPrefix: isLast }];
      const pairs = listPairs(run);
      if (pairs.length === 0) return [{ text: run, isPrefix: true }]; // one character begins pairs
      return pairs.map((text) => ({ text, isPrefix: false }));
    })
  );
  return [...new Map(searched.map((words) => [JSON.stringify(words), words])).values()];
}

/** The words of a text in order, each of one script with or without spaces. */
function listRuns(text: string): string[] {
  const words = fold(text).match(WORDS) ?? [];
  return words.flatMap((word) => word.match(RUNS) ?? []).map((run) =>
    SPACELESS_RUN.test(run) ? run : [...run].slice(0, MAX_WORD).join("")
  );
}

function fold(text: string): string {
  return text.normalize("NFKD").replaceAll("\u00ad", "").toLowerCase().replaceAll(ACCENTS, "")
    .normalize("NFC").replaceAll(UNPLAIN, (letter) => PLAIN_LETTERS[letter]!);
}

function listPairs(run: string): string[] {
  const letters = [...run];
  return letters.slice(1).map((letter, at) => letters[at]! + letter);
}
