import assert from "node:assert/strict";
import { findPostgresPrograms } from "../support/postgres.ts";
import { type ProgramResult, readResult, startProgram } from "../support/run_program.ts";
import { ROOT } from "../support/source_files.ts";
import { makeTempFolder, type TempFolder } from "../support/temp_folder.ts";
import { waitFor } from "../support/wait_for.ts";
import { listProcesses } from "./run_folder.ts";

/** No test of these runs connects to it; it only saves the start of a server. */
const UNUSED_POSTGRES = { CIRCLE_TEST_POSTGRES_URL: "postgres://nobody@127.0.0.1:1/none" };

Deno.test("test run: the last line counts all tests on both databases", async () => {
  await using folder = await makeTempFolder();
  await writeTest(folder, "mixed_test.ts", [
    'Deno.test("good", () => {});',
    'Deno.test({ name: "left out", ignore: true, fn: () => {} });',
    'Deno.test("only on PostgreSQL", () => {',
    '  if (Deno.env.get("CIRCLE_TEST_DIALECT") === "postgres") throw new Error("a bad row");',
    "});",
  ]);
  await writeTest(folder, "good_test.ts", ['Deno.test("good", () => {});']);
  const { code, stdout } = await finish(startRun(folder, UNUSED_POSTGRES));
  assert.equal(code, 1);
  assert.equal(stdout.trimEnd().split("\n").at(-1), "5 passed, 1 failed, 2 skipped");
  assert.match(stdout, /error: Error: a bad row/);
  assert.match(stdout, /^FAILED: .*mixed_test.ts, PostgreSQL$/m);
  assert.match(stdout, /^\[1\/5\] /m);
  assert.match(stdout, /^\[5\/5\] /m);
});

Deno.test("test run: prints a line for each file when all is well", async () => {
  await using folder = await makeTempFolder();
  await writeTest(folder, "good_test.ts", ['Deno.test("good", () => console.log("much"));']);
  const { code, stdout } = await finish(startRun(folder, UNUSED_POSTGRES));
  assert.equal(code, 0);
  assert.doesNotMatch(stdout, /much/);
  const lines = stdout.trimEnd().split("\n");
  assert.equal(lines.filter((line) => line.startsWith("[")).length, 3);
  assert.equal(lines.at(-1), "2 passed, 0 failed, 0 skipped");
});

Deno.test("test run: counts a file that cannot be loaded or compiled as failed", async () => {
  await using folder = await makeTempFolder();
  await writeTest(folder, "broken_test.ts", ['throw new Error("not today");']);
  await writeTest(folder, "mistyped_test.ts", ['const one: string = 1; Deno.test("x", () => {});']);
  const { code, stdout } = await finish(startRun(folder, UNUSED_POSTGRES));
  assert.equal(code, 1);
  assert.match(stdout, /not today/);
  assert.match(stdout, /TS2322/);
  assert.equal(stdout.trimEnd().split("\n").at(-1), "2 passed, 3 failed, 0 skipped");
});

Deno.test("test run: counts the file whose process ended as failed, and those after it", async () => {
  await using folder = await makeTempFolder();
  await writeTest(folder, "a_test.ts", ['Deno.test("good", () => {});']);
  await writeTest(folder, "b_test.ts", [
    'Deno.test("good", () => {});',
    // Some time later, or what Deno says of the first might be lost with the process.
    'Deno.test("deadly", () => new Promise(() => setTimeout(() => Deno.kill(Deno.pid, "SIGKILL"), 500)));',
  ]);
  await writeTest(folder, "c_test.ts", ['Deno.test("good", () => {});']);
  const { code, stdout } = await finish(startRun(folder, UNUSED_POSTGRES));
  assert.equal(code, 1);
  assert.match(stdout, /ok +1 passed .*a_test.ts, SQLite$/m);
  assert.match(stdout, /FAILED 1 passed, 1 failed .*b_test.ts, SQLite$/m);
  assert.match(stdout, /FAILED 0 passed, 1 failed .*c_test.ts, SQLite$/m);
  assert.equal(stdout.trimEnd().split("\n").at(-1), "4 passed, 4 failed, 0 skipped");
});

for (const [signal, expected] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
  Deno.test({
    name: `test run: ${signal} ends PostgreSQL and all other processes, and removes their files`,
    ignore: Deno.build.os !== "linux", // processes are found in /proc
    fn: async () => {
      await using folder = await makeTempFolder();
      await writeTest(folder, "endless_test.ts", [
        'Deno.test("endless", async () => {',
        "  const folder = await Deno.makeTempDir();",
        '  const { pid } = new Deno.Command("sleep", { args: ["1000"], detached: true }).spawn();',
        "  await Deno.writeTextFile(`${folder}/started`, String(pid));",
        // Only by its folder can this be found, and only SIGKILL ends it.
        "  const options = { args: ['1000'], cwd: folder, clearEnv: true, detached: true };",
        '  const stopped = new Deno.Command("sleep", options).spawn().pid;',
        '  Deno.kill(stopped, "SIGSTOP");',
        "  await Deno.writeTextFile(`${folder}/stopped`, String(stopped));",
        "  await new Promise((resolve) => setTimeout(resolve, 1_000_000));",
        "});",
      ]);
      const temporary = `${folder.path}/temporary`;
      await Deno.mkdir(temporary);
      await Deno.chmod(folder.path, 0o755); // PostgreSQL's user must get there
      const process = startRun(folder, { TMPDIR: temporary });
      const result = finish(process);
      await waitFor("the tests on both databases", async () => {
        return (await findFiles(temporary, "stopped")).length === 2 || undefined;
      });
      const pids = await Promise.all(
        [
          ...await findFiles(temporary, "started"),
          ...await findFiles(temporary, "stopped"),
          ...await findFiles(temporary, "postmaster.pid"),
        ].map(async (path) => parseInt(await Deno.readTextFile(path))),
      );
      assert.equal(pids.length, await findPostgresPrograms() ? 5 : 4);
      const before = await listProcesses(temporary);
      assert.deepEqual(pids.filter((pid) => !before.includes(pid)), []);
      process.kill(signal);
      const { code, stdout } = await result;
      assert.equal(code, expected);
      assert.equal(stdout.trimEnd().split("\n").at(-1), "0 passed, 0 failed, 0 skipped");
      assert.deepEqual((await listProcesses(temporary)).filter((pid) => pid !== process.pid), []);
      assert.deepEqual(await Array.fromAsync(Deno.readDir(temporary), ({ name }) => name), []);
    },
  });
}

async function findFiles(folder: string, name: string): Promise<string[]> {
  const found: string[] = [];
  try {
    for await (const entry of Deno.readDir(folder)) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory) found.push(...await findFiles(path, name));
      else if (entry.name === name) found.push(path);
    }
  } catch { /* it is gone meanwhile */ }
  return found;
}

async function writeTest(folder: TempFolder, name: string, lines: string[]): Promise<void> {
  await Deno.writeTextFile(`${folder.path}/${name}`, lines.join("\n"));
}

/** Starts a run of the tests in a folder. */
function startRun(folder: TempFolder, env: Readonly<Record<string, string>>): Deno.ChildProcess {
  return startProgram(Deno.execPath(), {
    args: ["run", "-q", "-P=tests", "tests/run.ts", folder.path],
    env: { ...Deno.env.toObject(), DENO_JOBS: "2", ...env },
    cwd: ROOT,
  });
}

function finish(process: Deno.ChildProcess): Promise<ProgramResult> {
  return readResult(process);
}
