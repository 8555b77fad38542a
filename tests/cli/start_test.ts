import assert from "node:assert/strict";
import { makeDevice } from "../support/device.ts";
import { runProgram } from "../support/run_program.ts";
import { ROOT } from "../support/source_files.ts";
import { denoEnvironment } from "../support/command_process.ts";
import { makeTempFolder } from "../support/temp_folder.ts";

interface Module {
  readonly specifier: string;
  readonly dependencies?: readonly {
    readonly specifier: string;
    readonly isDynamic?: boolean;
    readonly code?: { readonly specifier?: string };
  }[];
}

/** Every module that is loaded before the command line is looked at. */
async function listFirstModules(): Promise<string[]> {
  const { stdout } = await runProgram(Deno.execPath(), {
    args: ["info", "--json", "cli/main.ts"],
    env: denoEnvironment(),
    cwd: ROOT,
  });
  const { modules, roots }: { modules: Module[]; roots: string[] } = JSON.parse(stdout);
  const found = new Set(roots);
  for (const specifier of found) {
    const { dependencies = [] } = modules.find((it) => it.specifier === specifier) ?? {} as Module;
    for (const { isDynamic, code, specifier } of dependencies) {
      if (code && !isDynamic) found.add(code.specifier ?? specifier);
    }
  }
  return [...found];
}

Deno.test("circle --version: loads neither commander nor node modules, which start slowly", async () => {
  const modules = await listFirstModules();
  assert.ok(modules.some((specifier) => specifier.endsWith("/cli/run.ts")));
  assert.deepEqual(modules.filter((specifier) => !specifier.startsWith("file:")), []);
  assert.ok(modules.length < 25, `${modules.length} modules`);
});

Deno.test("circle says that its packages are missing and could not be downloaded", async () => {
  await using device = await makeDevice();
  await using cache = await makeTempFolder();
  const env = { DENO_DIR: cache.path, NPM_CONFIG_REGISTRY: "http://127.0.0.1:9" };
  const { code, stderr } = await device.runProcess(["whoami"], { env });
  assert.equal(code, 1);
  assert.match(
    stderr,
    /^circle: The packages that circle needs .* once it is online\. .*127\.0\.0\.1/,
  );
  assert.equal(stderr.split("\n").length, 2);
});
