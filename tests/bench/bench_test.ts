import assert from "node:assert/strict";
import { findProgram } from "../support/find_program.ts";
import { ROOT } from "../support/source_files.ts";
import { makeTempFolder } from "../support/temp_folder.ts";
import { waitFor } from "../support/wait_for.ts";
import { MEASURES } from "./measures/mod.ts";

/** Runs the bench in a session of its own, with a folder of its own for all that it writes. */
function startBench(folder: string, names: readonly string[]): Deno.ChildProcess {
  return new Deno.Command("setsid", {
    args: ["--wait", "deno", "task", "bench", "--once", ...names],
    cwd: ROOT,
    env: { TMPDIR: folder, NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** A temporary folder that PostgreSQL, which does not run as root, can reach its own in. */
async function makeOpenFolder() {
  const folder = await makeTempFolder();
  await Deno.chmod(folder.path, 0o711);
  return folder;
}

/** The command lines of processes that know a folder. */
async function listProcesses(folder: string): Promise<string[]> {
  const { stdout } = await new Deno.Command("ps", { args: ["-eo", "pid=,args="] }).output();
  return new TextDecoder().decode(stdout).split("\n")
    .filter((line) => line.includes(folder) && !line.includes("ps -eo"));
}

/** Nothing that the bench has started is left, nor a file of it. */
async function assertGone(folder: string): Promise<void> {
  assert.deepEqual(await listProcesses(folder), []);
  assert.deepEqual(await Array.fromAsync(Deno.readDir(folder), ({ name }) => name), []);
}

const IGNORED = Deno.build.os !== "linux" || findProgram("setsid") === undefined;

Deno.test({
  name: "bench: takes every measure, fills every row, and leaves nothing",
  ignore: IGNORED,
  fn: async () => {
    await using folder = await makeOpenFolder();
    const names = Object.keys(MEASURES);
    const { code, stdout, stderr } = await startBench(folder.path, names).output();
    const decoder = new TextDecoder();
    const [text, progress] = [decoder.decode(stdout), decoder.decode(stderr)] as const;
    assert.equal(code, 0, progress);
    for (const name of names) assert.match(progress, new RegExp(`^measuring ${name} …$`, "m"));
    const rows = text.split("\n").filter((line) => line.startsWith("| ")).slice(2);
    assert.ok(rows.length >= names.length, text);
    for (const row of rows) {
      const [, measured] = row.slice(2).split("|").map((cell) => cell.trim());
      assert.match(measured!, /^[\d,.]*[1-9][\d,.]*(\/s| (ms|MB|MB\/s|bytes|files))$/, row);
      assert.doesNotMatch(row, /NaN|Infinity|undefined/);
    }
    await assertGone(folder.path);
  },
});

Deno.test({
  name: "bench: ends what it has started where somebody ends it",
  ignore: IGNORED,
  fn: async () => {
    await using folder = await makeOpenFolder();
    const bench = startBench(folder.path, ["postgres"]);
    const server = await waitFor(
      "a server",
      async () =>
        (await listProcesses(folder.path)).find((line) => line.includes("server/main.ts")),
    );
    assert.ok(server);
    const main = await waitFor("the bench", () => findBench(bench.pid));
    Deno.kill(main, "SIGINT");
    const { code } = await bench.output();
    assert.equal(code, 130);
    await assertGone(folder.path);
  },
});

/** The process of the bench itself, below the task that was started. */
async function findBench(pid: number): Promise<number | undefined> {
  const { stdout } = await new Deno.Command("ps", { args: ["-eo", "pid=,ppid=,args="] }).output();
  const processes = new TextDecoder().decode(stdout).trim().split("\n").map((line) => {
    const [, own, parent, args] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line)!;
    return { pid: Number(own), parent: Number(parent), args: args! };
  });
  const below = (parent: number): typeof processes =>
    processes.filter((each) => each.parent === parent)
      .flatMap((each) => [each, ...below(each.pid)]);
  return below(pid).find(({ args }) => args.includes("tests/bench/main.ts"))?.pid;
}
