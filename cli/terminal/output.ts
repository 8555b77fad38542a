import { type Cell, formatCell, GAP, type Layout, padEnd } from "./cell.ts";
import { escapeControl } from "./escape_control.ts";
import { formatTable, type Table } from "./table.ts";
import { joinWords, textWidth, wrapText } from "./text_width.ts";
import { formatLocalDay, formatRelativeTime, formatTime } from "./time.ts";
import { wrapMessage } from "./wrap_message.ts";

/** Values by their names, one a line. */
interface Facts {
  readonly facts: Readonly<Record<string, Cell>>;
}

/** A text of several lines: indented, so that it cannot pass for what stands around it. */
interface Passage {
  /** What stands above it, in one line where that fits. */
  readonly heading?: readonly Cell[];
  readonly text: string;
}

/** What a terminal shows: lines, facts, texts or tables, one below the other. */
export type View = string | Facts | Passage | Table | readonly View[];

/** Formats a view as text. Control characters in it are escaped. */
export function formatView(view: View, layout: Layout): string {
  if (typeof view === "string") return wrapMessage(escapeControl(view), layout.width);
  if ("facts" in view) return formatFacts(view, layout);
  if ("text" in view) return formatPassage(view, layout);
  if ("columns" in view) return formatTable(view, layout);
  return view.map((part) => formatView(part, layout)).join("\n\n");
}

function formatFacts({ facts }: Facts, { width, now }: Layout): string {
  const nameWidth = Math.max(...Object.keys(facts).map(textWidth));
  const formatFact = (cell: Cell) => {
    if (typeof cell === "string") return cell;
    if ("day" in cell) return formatLocalDay(cell.day);
    const time = formatTime(cell.time);
    return width === undefined ? time : `${time} (${formatRelativeTime(cell.time, now)})`;
  };
  const indent = " ".repeat(nameWidth) + GAP;
  return Object.entries(facts).flatMap(([name, cell]) => {
    const lines = joinWords(
      escapeControl(formatFact(cell)).split(" "),
      (width ?? Infinity) - indent.length,
    );
    return lines.map((line, at) => (at === 0 ? padEnd(name, nameWidth) + GAP : indent) + line);
  }).join("\n");
}

function formatPassage({ heading = [], text }: Passage, layout: Layout): string {
  const { width = Infinity } = layout;
  const lines = text.split("\n").flatMap((line) => wrapText(escapeControl(line), width - 2));
  return [
    ...joinWords(heading.map((cell) => formatCell(cell, layout)), width, { gap: GAP }),
    ...lines.map((line) => line === "" ? "" : `  ${line}`),
  ].join("\n");
}
