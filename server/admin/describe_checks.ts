import type { Finding } from "./checks/finding.ts";
import { countOf } from "./describe_amounts.ts";

/** What to tell the host of what was checked. */
export function describeChecks(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ check }) => check.length));
  const lines = findings.flatMap(({ check, state, finding, advice }) => [
    `${LABELS[state].padEnd(7)}  ${check.padEnd(width)}  ${finding}`,
    ...advice === undefined ? [] : [`${" ".repeat(width + 11)}${advice}`],
  ]);
  const count = (state: Finding["state"]) =>
    findings.filter((found) => found.state === state).length;
  const [failed, warnings] = [count("failed"), count("warning")];
  const sum = failed + warnings === 0
    ? "All is well."
    : `${countOf(failed, "check")} failed, ${countOf(warnings, "warning")}.`;
  return [...lines, sum].join("\n");
}

const LABELS: Readonly<Record<Finding["state"], string>> = {
  ok: "ok",
  warning: "WARNING",
  failed: "FAILED",
};
