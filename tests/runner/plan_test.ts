import assert from "node:assert/strict";
import project from "../../deno.json" with { type: "json" };
import { chooseTestFiles, LEFT_OUT, LISTED, planRuns } from "./plan.ts";

const TARGETS = {
  sqlite: { name: "SQLite", env: {} },
  postgres: { name: "PostgreSQL", env: {} },
};

Deno.test("test plan: runs every test file, and no file twice on one database", async () => {
  const files = await chooseTestFiles([], { isGate: true });
  const { working, waiting, alone } = planRuns(files, TARGETS, { groupSize: 10 });
  const runs = [...working, ...waiting, ...alone.flat()];
  assert.deepEqual(new Set(runs.flatMap(({ files }) => files)), new Set(files));
  const names = runs.flatMap(({ files, database }) =>
    files.map((file) => `${file} on ${database}`)
  );
  assert.equal(new Set(names).size, names.length);
});

Deno.test("test plan: measures the coverage of every file", async () => {
  const files = await chooseTestFiles([], { isGate: true });
  const { working, waiting, alone } = planRuns(files, TARGETS, { groupSize: 10 });
  const covered = [...working, ...waiting, ...alone.flat()].filter(({ isCovered }) => isCovered);
  assert.deepEqual(new Set(covered.flatMap(({ files }) => files)), new Set(files));
});

Deno.test("test plan: names only files and folders that exist", async () => {
  for (const path of LISTED) assert.ok(await Deno.stat(path), path);
});

Deno.test("test plan: the gate runs every file; `deno task test` says how else others run", async () => {
  const all = await chooseTestFiles(["tests"], { isGate: false });
  assert.deepEqual(await chooseTestFiles([], { isGate: true }), all);
  assert.match(project.tasks.coverage.command, / tests\/run\.ts --coverage$/);
  const usual = await chooseTestFiles([], { isGate: false });
  const leftOut = all.filter((file) => !usual.includes(file));
  assert.deepEqual(leftOut, Object.keys(LEFT_OUT));
  for (const [file, command] of Object.entries(LEFT_OUT)) {
    const name = command.replace("deno task ", "") as keyof typeof project.tasks;
    const path = project.tasks[name].command.split(" ").at(-1)!;
    assert.ok((await chooseTestFiles([path], { isGate: false })).includes(file), command);
  }
});
