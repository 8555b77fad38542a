import type { TestResult } from "./run_test_files.ts";
import type { TestCounts } from "./test_output.ts";

/** Prints a line for each file that has ended, and at last the counts of the whole run. */
export interface Report {
  readonly add: (name: string, result: Omit<TestResult, "file">) => void;
  /** What has ended so far. */
  readonly counts: () => TestCounts;
  /** The last words of a run: the files that failed, and the counts as the last line. */
  readonly close: () => void;
}

/** Opens the report of a run of so many files. */
export function openReport(total: number, print: (line: string) => void = console.log): Report {
  const startedAt = performance.now();
  const failed: string[] = [];
  let ended = 0;
  let counts: TestCounts = { passed: 0, failed: 0, skipped: 0 };
  return {
    add: (name, result) => {
      counts = sum(counts, result.counts);
      const progress = `[${String(++ended).padStart(String(total).length)}/${total}]`;
      print(`${progress} ${formatTime(result.duration)}  ${describe(result.counts)}  ${name}`);
      if (result.counts.failed === 0) return;
      failed.push(name);
      if (result.failures !== "") print(`\n${result.failures}\n`);
    },
    counts: () => counts,
    close: () => {
      print(`${ended} of ${total} files in${formatTime(performance.now() - startedAt)}`);
      for (const name of failed) print(`FAILED: ${name}`);
      print(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
    },
  };
}

function sum(a: TestCounts, b: TestCounts): TestCounts {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
  };
}

function formatTime(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1).padStart(6)} s`;
}

function describe({ passed, failed, skipped }: TestCounts): string {
  const verdict = failed === 0 ? "ok    " : "FAILED";
  const words = [`${passed} passed`];
  if (failed > 0) words.push(`${failed} failed`);
  if (skipped > 0) words.push(`${skipped} skipped`);
  return `${verdict} ${words.join(", ").padEnd(10)}`;
}
