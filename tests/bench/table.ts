import { type Finding, type Goal, isShort, ratioOf, type Unit } from "./finding.ts";

const HEAD = ["measure", "measured", "limit measured in the same run", "ratio", "to reach", ""];

/** Findings as a table that is read on a terminal and in Markdown. */
export function formatTable(findings: readonly Finding[]): string {
  return alignRows([HEAD, ...findings.map(listCells)]);
}

/** Rows of cells, the first of them the head, as a table of Markdown. */
export function alignRows([head = [], ...body]: readonly (readonly string[])[]): string {
  const widths = head.map((_, at) =>
    Math.max(3, ...[head, ...body].map((row) => row[at]?.length ?? 0))
  );
  const rule = widths.map((width) => "-".repeat(width));
  return [head, rule, ...body]
    .map((row) => `| ${widths.map((width, at) => (row[at] ?? "").padEnd(width)).join(" | ")} |`)
    .join("\n");
}

function listCells(finding: Finding): string[] {
  const { measure, measured, unit, limit, toReach } = finding;
  return [
    measure,
    formatFigure(measured, unit),
    limit ? `${formatFigure(limit.value, unit)} (${limit.of})` : "",
    ratioOf(finding)?.toFixed(2) ?? "",
    toReach ? formatGoal(toReach, unit) : "",
    isShort(finding) ? "short" : "",
  ];
}

function formatGoal(goal: Goal, unit: Unit): string {
  if ("atMost" in goal) return `≤ ${formatFigure(goal.atMost, unit)}`;
  if ("atLeast" in goal) return `≥ ${formatFigure(goal.atLeast, unit)}`;
  return "ratioAtLeast" in goal
    ? `ratio ≥ ${goal.ratioAtLeast.toFixed(2)}`
    : `ratio ≤ ${goal.ratioAtMost.toFixed(2)}`;
}

/** Three digits say all that such a figure knows. */
function formatFigure(value: number, unit: Unit): string {
  const digits = Math.max(0, Math.min(2, 2 - Math.floor(Math.log10(Math.abs(value) || 1))));
  const text = value.toLocaleString("en", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return unit === "/s" ? `${text}/s` : `${text} ${unit}`;
}
