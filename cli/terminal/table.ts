import { styleText } from "node:util";
import { type Cell, formatCell, GAP, type Layout, padEnd } from "./cell.ts";
import { escapeControl } from "./escape_control.ts";
import { textWidth, truncateText, wrapText } from "./text_width.ts";

/** Rows below the titles of their columns. A column `ID` may be cut to what is unique in it. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** A column that a terminal leaves out if the rows are too wide for it. */
  readonly spare?: string;
  /** Columns whose cells are wrapped instead of cut, as times and the last column always are. */
  readonly wrapped?: readonly string[];
  /** Columns that are never narrowed, as `ID` never is: what is cut identifies nothing. */
  readonly whole?: readonly string[];
  /** How many characters of its ids a terminal shows, or more where these are not unique. */
  readonly idLength?: number;
  /** What a terminal shows below each row, on one line. */
  readonly below?: readonly string[];
}

/** Formats a table, fitted into the terminal. Control characters in it are escaped. */
export function formatTable(table: Table, layout: Layout): string {
  if (table.rows.length === 0) return "none";
  const [columns = [], ...cells] = chooseCells(table, layout);
  const isWrapped = columns.map((title, at) =>
    at === columns.length - 1 || table.wrapped?.includes(title) || hasTimes(table, title)
  );
  const natural = measureColumns([columns, ...cells]);
  const words = measureColumns([columns, ...cells].map((row) => row.map(findLongestWord)));
  const isWhole = columns.map((title) => title === ID || table.whole?.includes(title));
  const floors = natural.map((width, at) =>
    isWhole[at] ? width : isWrapped[at] ? words[at]! : Math.min(width, MIN_COLUMN_WIDTH)
  );
  const widths = fitWidths(natural, {
    width: layout.width,
    floors,
    lowestFloors: floors.map((width, at) => isWhole[at] ? width : MIN_COLUMN_WIDTH),
  });
  if (sumWidths(widths) > (layout.width ?? Infinity)) {
    return formatRecords([columns, ...cells], { below: table.below, layout });
  }
  const header = formatRow(columns, { widths, isWrapped });
  const title = layout.hasColor ? styleText("bold", header, { validateStream: false }) : header;
  const rows = cells.flatMap((row, at) => [
    formatRow(row, { widths, isWrapped }),
    ...formatBelow(table.below?.[at], layout),
  ]);
  return [title, ...rows].join("\n");
}

const ID = "ID";

function hasTimes({ columns, rows }: Table, title: string): boolean {
  const at = columns.indexOf(title);
  return rows.some((row) => typeof row[at] === "object");
}

function findLongestWord(text: string): string {
  return text.split(" ").reduce((longest, word) =>
    textWidth(word) > textWidth(longest) ? word : longest
  );
}

/** The titles and the rows as texts, without what a narrow terminal leaves out. */
function chooseCells(
  { columns, rows, spare, idLength }: Table,
  layout: Layout,
): (readonly string[])[] {
  const full = rows.map((row) => row.map((cell) => formatCell(cell, layout)));
  const isAlwaysShort = idLength !== undefined && layout.width !== undefined;
  if (!isAlwaysShort && !isTooWide([columns, ...full], layout.width)) return [columns, ...full];
  // Ids that may be left out need not be cut to what is unique among these rows alone.
  if (spare === ID) return [columns, ...full].map((row) => row.toSpliced(columns.indexOf(ID), 1));
  const short = [columns, ...shortenIds(columns, full, idLength ?? MIN_ID_LENGTH)];
  const left = spare === undefined ? -1 : columns.indexOf(spare);
  return left >= 0 && isTooWide(short, layout.width)
    ? short.map((row) => row.toSpliced(left, 1))
    : short;
}

function formatBelow(text: string | undefined, { width }: Layout): string[] {
  if (!text || width === undefined) return [];
  return [INDENT + truncateText(escapeControl(text), width - INDENT.length)];
}

const INDENT = "  ";

/** One row below the other, each cell on lines of its own: for terminals that no table fits. */
function formatRecords([titles = [], ...rows]: readonly (readonly string[])[], { below, layout }: {
  readonly below?: readonly string[];
  readonly layout: Layout;
}): string {
  const { width = Infinity } = layout;
  const titleWidth = Math.max(...titles.map(textWidth));
  const indent = " ".repeat(titleWidth) + GAP;
  return rows.map((row, at) =>
    [
      ...row.flatMap((text, column) => {
        const lines = text === "" ? [] : wrapText(text, Math.max(1, width - indent.length));
        const title = padEnd(titles[column] ?? "", titleWidth) + GAP;
        return lines.map((line, at) => (at === 0 ? title : indent) + line);
      }),
      ...formatBelow(below?.[at], layout),
    ].join("\n")
  ).join("\n\n");
}

/** Cuts cells that are too wide, or wraps them, since they may be sentences. */
function formatRow(row: readonly string[], { widths, isWrapped }: {
  readonly widths: readonly number[];
  readonly isWrapped: readonly (boolean | undefined)[];
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
  minLength: number,
): (readonly string[])[] {
  const at = columns.indexOf(ID);
  if (at < 0) return [...rows];
  const length = findUniqueLength(rows.map((row) => row[at] ?? ""), minLength);
  return rows.map((row) => row.with(at, (row[at] ?? "").slice(0, length)));
}

function findUniqueLength(ids: readonly string[], minLength: number): number {
  const longest = Math.max(...ids.map((id) => id.length));
  for (let length = minLength; length < longest; length++) {
    const isCutAtDash = ids.some((id) => id[length - 1] === "-");
    if (!isCutAtDash && new Set(ids.map((id) => id.slice(0, length))).size === new Set(ids).size) {
      return length;
    }
  }
  return longest;
}

const MIN_ID_LENGTH = 8;

/**
 * Narrows the widest columns until the row fits, first to floors that keep words whole, then to the
 * lowest ones. The last column goes first, since it is wrapped.
 */
function fitWidths(natural: readonly number[], { width = Infinity, floors, lowestFloors }: {
  readonly width?: number;
  readonly floors: readonly number[];
  readonly lowestFloors: readonly number[];
}): number[] {
  if (sumWidths(natural) <= width) return [...natural];
  const last = natural.length - 1;
  const most = Math.max(MAX_LAST_WIDTH, floors[last]!);
  const widths = natural.with(last, Math.min(natural[last]!, most))
    .map((wanted) => Math.min(wanted, width)); // there may be a very long one
  for (const lowest of [floors, lowestFloors]) {
    while (sumWidths(widths) > width && widths.length > 1) {
      const narrowable = widths.map((width, at) => width > lowest[at]! ? width : 0);
      const widest = Math.max(...narrowable);
      if (widest === 0) break;
      widths[narrowable.lastIndexOf(widest)]!--;
    }
  }
  const free = Math.max(0, width - sumWidths(widths));
  return widths.with(last, Math.min(natural[last]!, widths[last]! + free));
}

const MIN_COLUMN_WIDTH = 6;
/** The last column gets more only for a long word, or where the others leave it. */
const MAX_LAST_WIDTH = 24;
