import { styleText } from "node:util";
import { type Cell, formatCell, GAP, type Layout, padEnd } from "./cell.ts";
import { textWidth, truncateText, wrapText } from "./text_width.ts";

/** Rows below the titles of their columns. A column `ID` may be cut to what is unique in it. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** A column that a terminal leaves out if the rows are too wide for it. */
  readonly spare?: string;
  /** A column whose cells are wrapped instead of cut, as those of the last one always are. */
  readonly wrapped?: string;
}

/** Formats a table, fitted into the terminal. */
export function formatTable(
  { columns: titles, rows, spare, wrapped }: Table,
  layout: Layout,
): string {
  if (rows.length === 0) return "none";
  const full = rows.map((row) => row.map((cell) => formatCell(cell, layout)));
  const isWide = isTooWide([titles, ...full], layout.width);
  const short = isWide ? shortenIds(titles, full) : full;
  const left = isTooWide([titles, ...short], layout.width) ? titles.indexOf(spare ?? "") : -1;
  const [columns = titles, ...cells] = [titles, ...short].map((row) => omitCell(row, left));
  const widths = fitWidths(measureColumns([columns, ...cells]), layout.width);
  const isWrapped = columns.map((title, at) => title === wrapped || at === columns.length - 1);
  const header = formatRow(columns, { widths, isWrapped });
  const title = layout.hasColor ? styleText("bold", header, { validateStream: false }) : header;
  return [title, ...cells.map((row) => formatRow(row, { widths, isWrapped }))].join("\n");
}

function omitCell(row: readonly string[], at: number): readonly string[] {
  return at < 0 ? row : row.toSpliced(at, 1);
}

/** Cuts cells that are too wide, or wraps them, since they may be sentences. */
function formatRow(row: readonly string[], { widths, isWrapped }: {
  readonly widths: readonly number[];
  readonly isWrapped: readonly boolean[];
}): string {
  const cells = widths.map((width, column) => {
    const text = row[column] ?? "";
    return isWrapped[column] ? wrapText(text, width) : [truncateText(text, width)];
  });
  const height = Math.max(...cells.map(({ length }) => length));
  return Array.from(
    { length: height },
    (_, at) =>
      cells.map((lines, column) => padEnd(lines[at] ?? "", widths[column]!)).join(GAP).trimEnd(),
  ).join("\n");
}

function measureColumns(rows: readonly (readonly string[])[]): number[] {
  return rows[0]!.map((_, at) => Math.max(...rows.map((row) => textWidth(row[at] ?? ""))));
}

function isTooWide(rows: readonly (readonly string[])[], width = Infinity): boolean {
  return sumWidths(measureColumns(rows)) > width;
}

function sumWidths(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, GAP.length * (widths.length - 1));
}

/** Commands accept the beginning of an id: what is unique among the rows is enough. */
function shortenIds(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): string[][] {
  return columns.reduce((cells, title, at) => {
    if (title !== "ID") return cells;
    const length = findUniqueLength(cells.map((row) => row[at] ?? ""));
    return cells.map((row) => row.with(at, (row[at] ?? "").slice(0, length)));
  }, rows.map((row) => [...row]));
}

function findUniqueLength(ids: readonly string[]): number {
  const longest = Math.max(...ids.map((id) => id.length));
  for (let length = MIN_ID_LENGTH; length < longest; length++) {
    const isCutAtDash = ids.some((id) => id[length - 1] === "-");
    if (!isCutAtDash && new Set(ids.map((id) => id.slice(0, length))).size === new Set(ids).size) {
      return length;
    }
  }
  return longest;
}

const MIN_ID_LENGTH = 8;

/** Narrows the widest columns until the row fits; the last one goes first, since it is wrapped. */
function fitWidths(natural: readonly number[], width = Infinity): number[] {
  if (sumWidths(natural) <= width) return [...natural];
  const widths = natural.with(-1, Math.min(natural.at(-1)!, MAX_LAST_WIDTH));
  while (sumWidths(widths) > width) {
    const widest = widths.lastIndexOf(Math.max(...widths));
    if (widths.length === 1 || widths[widest]! <= MIN_COLUMN_WIDTH) break;
    widths[widest]!--;
  }
  const free = Math.max(0, width - sumWidths(widths));
  return widths.with(-1, Math.min(natural.at(-1)!, widths.at(-1)! + free));
}

const MIN_COLUMN_WIDTH = 6;
/** The last column gets more only where the others leave it. */
const MAX_LAST_WIDTH = 24;
