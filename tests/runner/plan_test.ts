import assert from "node:assert/strict";
import { findTestFiles, LISTED, planRuns } from "./plan.ts";

const TARGETS = {
  sqlite: { name: "SQLite", env: {} },
  postgres: { name: "PostgreSQL", env: {} },
};

Deno.test("test plan: runs every test file, and no file twice on one database", async () => {
  const files = await findTestFiles(["tests"]);
  const { working, waiting, alone } = planRuns(files, TARGETS, { groupSize: 10 });
  const runs = [...working, ...waiting, ...alone];
  assert.deepEqual(new Set(runs.flatMap(({ files }) => files)), new Set(files));
  const names = runs.flatMap(({ files, database }) =>
    files.map((file) => `${file} on ${database}`)
  );
  assert.equal(new Set(names).size, names.length);
});

Deno.test("test plan: measures the coverage of every file", async () => {
  const files = await findTestFiles(["tests"]);
  const { working, waiting, alone } = planRuns(files, TARGETS, { groupSize: 10 });
  const covered = [...working, ...waiting, ...alone].filter(({ isCovered }) => isCovered);
  assert.deepEqual(new Set(covered.flatMap(({ files }) => files)), new Set(files));
});

Deno.test("test plan: names only files and folders that exist", async () => {
  for (const path of LISTED) assert.ok(await Deno.stat(path), path);
});
