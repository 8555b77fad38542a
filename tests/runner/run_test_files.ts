/** A test file on one database: what one process of `deno test` runs. */
export interface TestRun {
  readonly file: string;
  /** The database, as the report names it. */
  readonly database: string;
  readonly env: Readonly<Record<string, string>>;
}

/** How many tests ended in which way. */
export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** How a test file ended. */
export interface TestResult {
  readonly counts: TestCounts;
  /** Milliseconds. */
  readonly duration: number;
  /** What a person needs to read; empty where all went well. */
  readonly failures: string;
}

/** What ends a process before its time. */
export interface ProcessLimits {
  readonly signal: AbortSignal;
  /** Milliseconds. */
  readonly timeLimit: number;
}

/** Runs one test file in a process of its own, which takes no longer than a worker of one process. */
export async function runTestFile(
  { file, env }: TestRun,
  { args, ...limits }: ProcessLimits & { readonly args: readonly string[] },
): Promise<TestResult> {
  const denoArgs = ["test", "-q", "-P=tests", "--no-check", ...args, file];
  const { success, output, duration } = await runDeno(denoArgs, { ...limits, env });
  const counts = countTests(output, success);
  return { counts, duration, failures: counts.failed === 0 ? "" : findFailures(output) };
}

/** How a `deno` process ended. */
export interface DenoResult {
  readonly success: boolean;
  /** Standard output and standard error, in the order of arrival. */
  readonly output: string;
  /** Milliseconds. */
  readonly duration: number;
}

/** Runs `deno` and keeps what it prints. */
export async function runDeno(
  args: readonly string[],
  { env, signal, timeLimit }: ProcessLimits & { readonly env?: TestRun["env"] },
): Promise<DenoResult> {
  const startedAt = performance.now();
  const process = new Deno.Command(Deno.execPath(), {
    args: [...args],
    env: { ...env, NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const end = AbortSignal.any([signal, AbortSignal.timeout(timeLimit)]);
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  end.addEventListener("abort", () => {
    try {
      process.kill("SIGTERM");
    } catch { /* it has ended */ }
    resolve();
  });
  const texts: string[] = [];
  const collected = Promise.all([
    collectText(process.stdout, texts),
    collectText(process.stderr, texts),
  ]);
  const { success } = await process.status;
  await Promise.race([collected, ended]); // what the process has started may hold its streams open
  if (end.aborted) texts.push(`\nEnded after ${timeLimit / 1000} s: it took too long.\n`);
  return { success, output: texts.join(""), duration: performance.now() - startedAt };
}

async function collectText(stream: ReadableStream<Uint8Array>, texts: string[]): Promise<void> {
  for await (const text of stream.pipeThrough(new TextDecoderStream())) texts.push(text);
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
