import { styleText } from "node:util";
import { visible, visibleJson } from "./visible.ts";

/** Rows under the names of their columns. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Texts by what they say. */
export interface Facts {
  readonly facts: Readonly<Record<string, string>>;
}

/** What a person gets to see: lines, facts or tables, one below the other. */
export type View = string | Facts | Table | readonly View[];

/** Lays a view out; what came from a server has its control characters made visible. */
export function formatView(view: View, hasColor: boolean): string {
  if (typeof view === "string") return visible(view);
  if ("facts" in view) return formatFacts(view);
  if ("columns" in view) return formatTable(view, hasColor);
  return view.map((part) => formatView(part, hasColor)).join("\n\n");
}

function formatTable({ columns, rows }: Table, hasColor: boolean): string {
  const cells = rows.map((row) => row.map(visible));
  const widths = columns.map((title, at) =>
    Math.max(textWidth(title), ...cells.map((row) => textWidth(row[at] ?? "")))
  );
  const layOut = (row: readonly string[]) =>
    row.map((cell, at) => cell + " ".repeat(widths[at]! - textWidth(cell))).join("  ").trimEnd();
  const header = layOut(columns);
  const title = hasColor ? styleText("bold", header, { validateStream: false }) : header;
  return [title, ...cells.map(layOut)].join("\n");
}

function formatFacts({ facts }: Facts): string {
  const width = Math.max(...Object.keys(facts).map(textWidth));
  return Object.entries(facts)
    .map(([name, text]) => `${name.padEnd(width)}  ${visible(text)}`)
    .join("\n");
}

/** JSON for a person on a terminal, on one line for a program. */
export function formatJson(value: unknown, isTerminal: boolean): string {
  return visibleJson(value, isTerminal ? 2 : 0);
}

const GRAPHEMES = new Intl.Segmenter();

/** Columns that a text takes on a terminal: wide characters and emoji take two (UAX #11). */
export function textWidth(text: string): number {
  let width = 0;
  for (const { segment } of GRAPHEMES.segment(text)) width += graphemeWidth(segment);
  return width;
}

function graphemeWidth(grapheme: string): number {
  if (/^[\p{Mark}\p{Cf}]+$/u.test(grapheme)) return 0;
  const isEmoji = /\p{Emoji_Presentation}|\p{Emoji}\uFE0F|\p{RI}\p{RI}/u.test(grapheme);
  return isEmoji || isWide(grapheme.codePointAt(0)!) ? 2 : 1;
}

/** East Asian Wide and Fullwidth blocks. */
function isWide(codePoint: number): boolean {
  return WIDE.some(([first, last]) => codePoint >= first && codePoint <= last);
}

const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f], // Hangul Jamo
  [0x2e80, 0x303e], // CJK radicals, punctuation
  [0x3041, 0x33ff], // kana, CJK compatibility
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff], // CJK ideographs
  [0xa000, 0xa4cf], // Yi
  [0xac00, 0xd7a3], // Hangul syllables
  [0xf900, 0xfaff],
  [0xfe30, 0xfe4f],
  [0xff00, 0xff60], // fullwidth forms
  [0xffe0, 0xffe6],
  [0x20000, 0x3fffd],
];
