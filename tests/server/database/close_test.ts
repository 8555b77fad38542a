import assert from "node:assert/strict";
import { denoEnvironment } from "../../support/command_process.ts";
import { runProgram } from "../../support/run_program.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";
import { makeTestDatabase, testDialect } from "../../support/test_database.ts";

Deno.test({
  name: "a program ends once its database is closed, and waits for no deadline",
  ignore: testDialect() === "pglite", // which runs in this process alone
  fn: async () => {
    await using folder = await makeTempFolder();
    await using database = await makeTestDatabase();
    const program = new URL("closed_database.ts", import.meta.url).pathname;
    const { stdout, stderr } = await runProgram(Deno.execPath(), {
      args: ["run", "-q", "-P=tests", program],
      env: { ...denoEnvironment(), CIRCLE_DATA_DIR: folder.path, ...database.settings },
    });
    assert.match(stdout, /^\d/, stderr);
    assert.ok(Number(stdout) < 500, `${stdout} ms`); // closing has a deadline of 1,000
  },
});
