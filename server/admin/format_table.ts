/** Lays cells out in columns; without titles there are only the rows. */
export function formatTable(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const all = titles.length > 0 ? [titles, ...rows] : rows;
  const widths = (all[0] ?? []).map((_, at) => Math.max(...all.map((row) => lengthOf(row[at]))));
  return all.map((row) =>
    row.map((cell, at) => cell + " ".repeat(widths[at]! - lengthOf(cell))).join("  ").trimEnd()
  ).join("\n");
}

/** In code points: letters of double width only shift what follows. */
function lengthOf(text = ""): number {
  return [...text].length;
}
