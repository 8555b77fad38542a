import { measureCoverage, startCoverage } from "./runner/coverage.ts";
import { chooseTestFiles, LEFT_OUT, planRuns, type Targets } from "./runner/plan.ts";
import { makePostgresTemplate } from "./runner/postgres_template.ts";
import { openReport, type Report } from "./runner/report.ts";
import { makeRunFolder } from "./runner/run_folder.ts";
import { runDeno } from "./runner/run_deno.ts";
import { runTestFiles, type TestOptions, type TestRun } from "./runner/run_test_files.ts";
import { startPostgres } from "./support/postgres.ts";

/** Milliseconds that one process of tests may take. */
const TIME_LIMIT = 15 * 60_000;

/** Files that run at once: one more than there are cores, since all tests wait a little. */
const JOBS = Number(Deno.env.get("DENO_JOBS") ?? navigator.hardwareConcurrency + 1);

/** Files that run beside them, of those that mostly wait. */
const WAITING_JOBS = Math.min(2, JOBS);

/** Files that one process runs: they share what they load, and are not too many for the last one. */
const GROUP_SIZE = 16;

/** Exit codes of a run that a signal has ended, as shells have them. */
const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

interface Run {
  /** Files and folders; without any, all tests but those that `plan.ts` leaves out. */
  readonly paths: readonly string[];
  /** Arguments for `deno test`, such as `--filter=name`. */
  readonly args: readonly string[];
  /** Ends the run and all that it has started. */
  readonly signal: AbortSignal;
}

/**
 * Runs the tests on SQLite and on PostgreSQL: the server that `CIRCLE_TEST_POSTGRES_URL` names,
 * else one that is started here, else PGlite. A process runs one slow file, or several others.
 * Returns whether all is well.
 */
async function main({ paths, args, signal }: Run): Promise<boolean> {
  const isGate = args.includes("--coverage");
  const files = await chooseTestFiles(paths, { isGate });
  await using _folder = await makeRunFolder();
  const coverage = isGate ? await startCoverage() : undefined;
  const named = Deno.env.get("CIRCLE_TEST_POSTGRES_URL");
  await using started = named ? undefined : await startPostgres();
  const template = started && await makePostgresTemplate(started);
  const targets = describeTargets(started?.url ?? named, template);
  console.log(`Tests on SQLite and ${started?.version ?? targets.postgres.name}`);
  // What is asked of `deno test` itself, such as a filter, also concerns the tests of a group.
  const testArgs = args.filter((arg) => arg !== "--coverage");
  const groupSize = testArgs.length === 0 ? GROUP_SIZE : 1;
  const { working, waiting, alone } = planRuns(files, targets, { groupSize });
  const report = openReport(
    [...working, ...waiting, ...alone.flat()].flatMap(({ files }) => files).length + 1,
  );
  const options = { report, signal, coverage, args: testArgs };
  const queue = [...working];
  await Promise.all([
    runAll(queue, { ...options, jobs: JOBS }),
    // Then one more of the others: no more run at once than before, and no core is idle.
    runAll([...waiting], { ...options, jobs: WAITING_JOBS })
      .then(() => runAll(queue, { ...options, jobs: 1 })),
    checkTypes(paths.length > 0 ? files : [], { report, signal }),
  ]);
  await Promise.all(alone.map((runs) => runAll([...runs], { ...options, jobs: 1 })));
  const isCovered = !coverage || signal.aborted || await measureCoverage();
  if (paths.length === 0 && !isGate) {
    for (const [file, command] of Object.entries(LEFT_OUT)) {
      console.log(`Left out: ${file}, which \`${command}\` runs.`);
    }
  }
  report.close();
  return report.counts().failed === 0 && isCovered;
}

function describeTargets(url: string | undefined, template: string | undefined): Targets {
  const env: Record<string, string> = url === undefined ? { CIRCLE_TEST_DIALECT: "pglite" } : {
    CIRCLE_TEST_DIALECT: "postgres",
    CIRCLE_TEST_POSTGRES_URL: url,
    ...(template && { CIRCLE_TEST_POSTGRES_TEMPLATE: template }),
  };
  return {
    sqlite: { name: "SQLite", env: { CIRCLE_TEST_DIALECT: "sqlite" } },
    postgres: { name: url === undefined ? "PGlite" : "PostgreSQL", env },
  };
}

interface Progress {
  readonly report: Report;
  readonly signal: AbortSignal;
}

/**
 * Checks the types of all files together, which is cheaper than one by one. Without files it checks
 * everything, like `deno check`, from its cache if that has just run.
 */
async function checkTypes(files: readonly string[], { report, signal }: Progress): Promise<void> {
  const result = await runDeno(["check", "-q", ...files], { signal, timeLimit: TIME_LIMIT });
  if (signal.aborted) return;
  const { success, output, duration } = result;
  const counts = { passed: 0, failed: success ? 0 : 1, skipped: 0 };
  report.add("types", { counts, duration, failures: output });
}

/** Takes runs off a queue, some at once, until it is empty or the signal says to stop. */
async function runAll(
  queue: TestRun[],
  { report, jobs, ...options }: Progress & TestOptions & { readonly jobs: number },
): Promise<void> {
  const work = async () => {
    while (!options.signal.aborted) {
      const run = queue.shift();
      if (run === undefined) return;
      const results = await runTestFiles(run, { ...options, timeLimit: TIME_LIMIT });
      if (options.signal.aborted) return;
      for (const result of results) report.add(`${result.file}, ${run.database}`, result);
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
}

const controller = new AbortController();
let exitCode: number | undefined;
for (const [name, code] of Object.entries(SIGNALS)) {
  Deno.addSignalListener(name as keyof typeof SIGNALS, () => {
    if (exitCode === undefined) console.log("Ending what the tests have started …");
    exitCode ??= code;
    controller.abort();
  });
}
try {
  const isWell = await main({
    paths: Deno.args.filter((arg) => !arg.startsWith("-")),
    args: Deno.args.filter((arg) => arg.startsWith("-")),
    signal: controller.signal,
  });
  Deno.exit(exitCode ?? (isWell ? 0 : 1));
} catch (error) {
  if (exitCode === undefined) throw error; // else the signal has ended what was awaited
  Deno.exit(exitCode);
}
