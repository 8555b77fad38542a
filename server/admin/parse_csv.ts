import { StartError } from "../config/start_error.ts";

/** A record of a CSV file. */
interface CsvRecord {
  /** The line on which it begins, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/**
 * Parses CSV (RFC 4180), with commas, or with semicolons as spreadsheets write them where the comma
 * is in numbers. Empty lines are left out.
 */
export function parseCsv(text: string): CsvRecord[] {
  const separator = /^[^\n,]*;/.test(text) ? ";" : ",";
  const lines = text.replaceAll("\r\n", "\n");
  const records: CsvRecord[] = [];
  let [line, at] = [1, 0];
  while (at < lines.length) {
    const { cells, end } = readRecord(lines, { at, line, separator });
    if (cells.length > 1 || cells[0] !== "") records.push({ line, cells });
    line += lines.slice(at, end).split("\n").length - 1;
    at = end;
  }
  return records;
}

/** Reads cells up to the end of their line. */
function readRecord(
  text: string,
  { at, line, separator }: {
    readonly at: number;
    readonly line: number;
    readonly separator: string;
  },
): { readonly cells: string[]; readonly end: number } {
  const cells: string[] = [];
  for (let start = at;;) {
    const cell = text[start] === '"'
      ? readQuoted(text, start, line)
      : readPlain(text, start, separator);
    cells.push(cell.text);
    const next = text[cell.end];
    if (next === undefined || next === "\n") return { cells, end: cell.end + 1 };
    if (next !== separator) throw new StartError(`Line ${line} has text behind a closing quote.`);
    start = cell.end + 1;
  }
}

interface Cell {
  readonly text: string;
  /** Where the separator or the end of the line is. */
  readonly end: number;
}

function readPlain(text: string, start: number, separator: string): Cell {
  let end = start;
  while (end < text.length && text[end] !== separator && text[end] !== "\n") end++;
  return { text: text.slice(start, end), end };
}

function readQuoted(text: string, start: number, line: number): Cell {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] !== '"') continue;
    if (text[at + 1] !== '"') {
      return { text: text.slice(start + 1, at).replaceAll('""', '"'), end: at + 1 };
    }
    at++;
  }
  throw new StartError(`Line ${line} has a quote that does not end.`);
}
