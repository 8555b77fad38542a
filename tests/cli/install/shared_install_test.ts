import assert from "node:assert/strict";
import { denoEnvironment } from "../../support/command_process.ts";
import { findProgram } from "../../support/find_program.ts";
import { NOBODY, OFFLINE_AS_NOBODY } from "../../support/offline.ts";
import { runProgram } from "../../support/run_program.ts";
import { ROOT } from "../../support/source_files.ts";
import { makeTempFolder, type TempFolder } from "../../support/temp_folder.ts";

Deno.test({
  name: "deno task install: as root, serves accounts with an empty home, offline too",
  ignore: OFFLINE_AS_NOBODY === undefined,
  fn: async () => {
    await using checkout = await copyCheckout();
    const installed = await runProgram(Deno.execPath(), {
      args: ["task", "-q", "install", "bin"],
      env: denoEnvironment(),
      cwd: checkout.path,
    });
    assert.equal(installed.code, 0, installed.stderr);
    await using home = await makeTempFolder();
    await Deno.chown(home.path, NOBODY, NOBODY);
    const [unshare, ...wrapper] = OFFLINE_AS_NOBODY!;
    const whoami = () =>
      runProgram(unshare!, {
        args: [...wrapper, `${checkout.path}/bin/circle`, "whoami"],
        env: { PATH: Deno.env.get("PATH") ?? "", HOME: home.path },
        cwd: home.path,
      });
    const first = await whoami();
    assert.match(first.stderr, /^circle: You are not logged in to /);
    assert.equal(first.code, 4);
    // After `git pull` the packages may be others: then each account fetches its own.
    await Deno.writeTextFile(`${checkout.path}/deno.lock`, "\n", { append: true });
    assert.match((await whoami()).stderr, /^circle: The packages .* are not on this machine/);
  },
});

/** A checkout that all accounts can read. */
async function copyCheckout(): Promise<TempFolder> {
  const folder = await makeTempFolder();
  const parts = ["deno.json", "deno.lock", "cli", "server", "shared"];
  await runProgram(findProgram("cp")!, {
    args: ["-r", ...parts.map((name) => `${ROOT}/${name}`), folder.path],
    env: {},
  });
  await Deno.chmod(folder.path, 0o755);
  return folder;
}
