import type { Coverage } from "./coverage.ts";
import { type DenoResult, type ProcessLimits, runDeno } from "./run_deno.ts";
import {
  countEnded,
  countTests,
  findFailures,
  findFileOutputs,
  type TestCounts,
} from "./test_output.ts";

/** Test files on one database: what one process of `deno test` runs. */
export interface TestRun {
  /** Several share the modules that they load, compiled: that is half the time of a short file. */
  readonly files: readonly string[];
  /** The database, as the report names it. */
  readonly database: string;
  readonly env: Readonly<Record<string, string>>;
  /** Whether its coverage counts, where it is measured. */
  readonly isCovered: boolean;
}

/** How a test file ended. */
export interface TestResult {
  readonly file: string;
  readonly counts: TestCounts;
  /** Milliseconds. The first of several files also has the time in which all were loaded. */
  readonly duration: number;
  /** What a person needs to read; empty where all went well. */
  readonly failures: string;
}

/** What holds for all files. */
export interface TestOptions {
  /** Arguments for `deno test`, such as `--filter=name`. */
  readonly args: readonly string[];
  readonly coverage?: Coverage;
}

const GROUP = "tests/runner/test_group.ts";

/** Runs test files in one process, and all tests of one before those of the next. */
export async function runTestFiles(
  { files, env, isCovered }: TestRun,
  { args, coverage, ...limits }: TestOptions & ProcessLimits,
): Promise<readonly TestResult[]> {
  const [file = GROUP, ...others] = files;
  const isGroup = others.length > 0;
  const covering = isCovered ? coverage : undefined;
  const result = await runDeno(
    [
      "test",
      "-q",
      "-P=tests",
      "--no-check",
      ...args,
      ...covering?.args ?? [],
      isGroup ? GROUP : file,
    ],
    {
      ...limits,
      env: { ...env, ...covering?.env, ...(isGroup && { CIRCLE_TEST_FILES: files.join("\n") }) },
    },
  );
  return isGroup ? readGroup(result, files) : [readFile(result, file)];
}

function readFile({ output, success, duration }: DenoResult, file: string): TestResult {
  const counts = countTests(output, success);
  return { file, counts, duration, failures: counts.failed === 0 ? "" : findFailures(output) };
}

function readGroup(result: DenoResult, files: readonly string[]): TestResult[] {
  const { output, success, duration, timeAt } = result;
  const outputs = findFileOutputs(output, files);
  const last = Math.max(0, outputs.findLastIndex(({ start }) => start !== undefined));
  const counts = outputs.map(({ start, end }) =>
    start === undefined ? NOT_RUN : countEnded(output.slice(start, end))
  );
  const told = counts.slice(0, last + 1).reduce((sum, { failed }) => sum + failed, 0);
  // What no line tells, such as the end of the process, happened to the last file that ran.
  const untold = Math.max(0, countTests(output, success).failed - told);
  counts[last] = { ...counts[last]!, failed: counts[last]!.failed + untold };
  const first = counts.findIndex(({ failed }) => failed > 0);
  return outputs.map(({ file, start = output.length, end }, index) => {
    const startedAt = index === 0 ? 0 : timeAt(start);
    const endedAt = index === files.length - 1 ? duration : timeAt(end);
    return {
      file,
      counts: counts[index]!,
      duration: Math.max(0, endedAt - startedAt),
      failures: index === first ? findFailures(output) : "", // of all files
    };
  });
}

/** The counts of a file that did not come to run, because the process ended before. */
const NOT_RUN: TestCounts = { passed: 0, failed: 1, skipped: 0 };
