import { styleText } from "node:util";
import { textWidth } from "./text_width.ts";
import { escapeControl, formatEscapedJson } from "./escape_control.ts";

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
  if (typeof view === "string") return escapeControl(view);
  if ("facts" in view) return formatFacts(view);
  if ("columns" in view) return formatTable(view, hasColor);
  return view.map((part) => formatView(part, hasColor)).join("\n\n");
}

function formatTable({ columns, rows }: Table, hasColor: boolean): string {
  const cells = rows.map((row) => row.map(escapeControl));
  const widths = columns.map((title, at) =>
    Math.max(textWidth(title), ...cells.map((row) => textWidth(row[at] ?? "")))
  );
  const layOut = (row: readonly string[]) =>
    row.map((cell, at) => padEnd(cell, widths[at]!)).join("  ").trimEnd();
  const header = layOut(columns);
  const title = hasColor ? styleText("bold", header, { validateStream: false }) : header;
  return [title, ...cells.map(layOut)].join("\n");
}

function formatFacts({ facts }: Facts): string {
  const width = Math.max(...Object.keys(facts).map(textWidth));
  return Object.entries(facts)
    .map(([name, text]) => `${padEnd(name, width)}  ${escapeControl(text)}`)
    .join("\n");
}

/** JSON for a person on a terminal, on one line for a program. */
export function formatJson(value: unknown, isTerminal: boolean): string {
  return formatEscapedJson(value, isTerminal ? 2 : 0);
}

function padEnd(text: string, width: number): string {
  return text + " ".repeat(width - textWidth(text));
}
