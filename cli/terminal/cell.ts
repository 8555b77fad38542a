import { escapeControl } from "./escape_control.ts";
import { textWidth } from "./text_width.ts";
import { formatLocalDay, formatRelativeTime, formatTime } from "./time.ts";

/** What a cell shows: a text, or a UTC timestamp as a time or as a day. */
export type Cell = string | { readonly time: string } | { readonly day: string };

/** How a view is laid out. */
export interface Layout {
  readonly hasColor: boolean;
  /** Columns of the terminal; `undefined` off a terminal, where nothing is cut. */
  readonly width?: number;
  readonly now: Date;
}

/** What stands between two cells. */
export const GAP = "  ";

/** Formats a cell on one line. Control characters in it are escaped. */
export function formatCell(cell: Cell, { width, now }: Layout): string {
  if (typeof cell === "string") return escapeControl(cell);
  if ("day" in cell) return escapeControl(formatLocalDay(cell.day));
  return escapeControl(
    width === undefined ? formatTime(cell.time) : formatRelativeTime(cell.time, now),
  );
}

/** Fills a text up with spaces to some columns. */
export function padEnd(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - textWidth(text)));
}
