/** How many tests ended in which way. */
export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** The name of the test that `test_group.ts` puts before those of a file. */
export function nameStart(file: string): string {
  return `tests of ${file}`;
}

/** What the tests of a file printed, by where it stands in the output of several. */
export interface FileOutput {
  readonly file: string;
  /** Index after the line of its start; `undefined` if it did not come to that. */
  readonly start?: number;
  readonly end: number;
}

/** Finds the output of each file in that of `test_group.ts`. */
export function findFileOutputs(output: string, files: readonly string[]): FileOutput[] {
  const end = SUMMARY.exec(output)?.index ?? output.length;
  let next = end;
  return files.toReversed().map((file) => {
    const line = `${nameStart(file)} ... ok`;
    const at = output.search(RegExp(`^${RegExp.escape(line)}`, "m"));
    if (at < 0) return { file, end: next };
    const found = { file, start: at + line.length, end: next };
    next = at;
    return found;
  }).reverse();
}

const SUMMARY = /^( ERRORS |(ok|FAILED) \| .*)$/m;

/** Counts tests by the lines in which they end: `name ... ok (2ms)`. */
export function countEnded(output: string): TestCounts {
  const count = (word: string) =>
    output.match(RegExp(`^\\S.* ${word}( \\(.*\\))?$`, "gm"))?.length ?? 0;
  return {
    passed: count("ok"),
    failed: count("FAILED") + count("cancelled"),
    skipped: count("ignored"),
  };
}

/** Reads the last summary of `deno test`: `ok | 12 passed (3 steps) | 0 failed | 1 ignored (2s)`. */
export function countTests(output: string, success: boolean): TestCounts {
  const summary = output.match(/^(ok|FAILED) \| .*$/gm)?.at(-1) ?? "";
  const count = (word: string) => Number(RegExp(`(\\d+) ${word}`).exec(summary)?.[1] ?? 0);
  const failed = count("failed");
  // A file that cannot be loaded, or a process that was ended, has no summary or no failed test.
  const counted = failed === 0 && !success ? 1 : failed;
  return { passed: count("passed"), failed: counted, skipped: count("ignored") };
}

/** The part of the output that tells about failures; all of it where there is no such part. */
export function findFailures(output: string): string {
  const start = output.search(/^ ERRORS $/m);
  return output.slice(Math.max(start, 0)).trim();
}
