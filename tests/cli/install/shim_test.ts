import assert from "node:assert/strict";
import { findConfigFolder } from "../../../cli/session/config_folder.ts";
import { formatShim } from "../../../cli/install/shim.ts";
import { type ProgramResult, runProgram } from "../../support/run_program.ts";
import { ROOT } from "../../support/source_files.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";

const HOME = "/home/an na";

const ENVIRONMENTS: readonly Readonly<Record<string, string>>[] = [
  { HOME },
  { HOME, CIRCLE_CONFIG_DIR: "/media/my stick/circle's $HOME" },
  { HOME, CIRCLE_CONFIG_DIR: "" },
  { HOME, CIRCLE_CONFIG_DIR: "here" },
  { HOME, XDG_CONFIG_HOME: "/home/an na/settings" },
  { HOME, XDG_CONFIG_HOME: "settings" },
  { HOME, XDG_CONFIG_HOME: "" },
  { XDG_CONFIG_HOME: "/settings" },
  { HOME, XDG_CONFIG_HOME: "/settings", CIRCLE_CONFIG_DIR: "/mine" },
  { CIRCLE_CONFIG_DIR: "/mine", CIRCLE_TOKEN_FILE: "/run/secrets/my token" },
  { HOME, CIRCLE_TOKEN_FILE: "" },
];

/** Runs a shim whose Deno only prints what it is called with, one argument a line. */
async function runShim(
  env: Readonly<Record<string, string>>,
  { os = "linux", checkout = ROOT, args = [] }: {
    os?: typeof Deno.build.os;
    checkout?: string;
    args?: readonly string[];
  } = {},
): Promise<ProgramResult> {
  await using folder = await makeTempFolder();
  const [deno, shim] = [`${folder.path}/it's deno`, `${folder.path}/circle`];
  await Deno.writeTextFile(deno, `#!/bin/sh\nprintf '%s\\n' "$@"\n`, { mode: 0o755 });
  await Deno.writeTextFile(shim, formatShim({ deno, checkout, os }), { mode: 0o755 });
  return await runProgram(shim, { args, env: { PATH: "/usr/bin:/bin", ...env } });
}

for (const os of ["linux", "darwin"] as const) {
  Deno.test(`the shim finds the config folder as the command does, on ${os}`, async () => {
    for (const env of ENVIRONMENTS) {
      const { stdout } = await runShim(env, { os });
      const granted = stdout.split("\n").filter((line) => line.startsWith("--allow-"));
      const folder = findConfigFolder((name) => env[name], os);
      const file = env.CIRCLE_TOKEN_FILE ? `,${env.CIRCLE_TOKEN_FILE}` : "";
      assert.deepEqual(granted, [`--allow-read=${folder}${file}`, `--allow-write=${folder}`]);
    }
  });
}

Deno.test("the shim: passes arguments on unchanged", async () => {
  const args = ["two words", "", "$(touch trap)", "`x`", "\\", "'\"", "*", "--", "-n", "äöü\n"];
  const { stdout } = await runShim({ HOME }, { args });
  assert.ok(stdout.endsWith(`\n${args.join("\n")}\n`), stdout);
});

Deno.test("the shim: says why it cannot work", async () => {
  const comma = await runShim({ HOME, CIRCLE_CONFIG_DIR: "/a,b" });
  assert.deepEqual(comma, {
    code: 1,
    stdout: "",
    stderr: "circle: Deno cannot be granted a path with a comma: /a,b \n",
  });
  const gone = await runShim({ HOME }, { checkout: "/nowhere" });
  assert.equal(gone.code, 1);
  assert.match(
    gone.stderr,
    /^circle: CircleShare is no longer in \/nowhere, or you may not look into it\./,
  );
});

Deno.test("the shim: falls back to the Deno on the PATH", async () => {
  await using folder = await makeTempFolder();
  const shim = `${folder.path}/circle`;
  const text = formatShim({ deno: "/gone/deno", checkout: ROOT, os: "linux" });
  await Deno.writeTextFile(shim, text, { mode: 0o755 });
  const options = { args: [], env: { HOME, PATH: folder.path } };
  const none = await runProgram(shim, options);
  assert.deepEqual(none, {
    code: 1,
    stdout: "",
    stderr: "circle: Deno, which it needs, is no longer installed.\n",
  });
  await Deno.writeTextFile(`${folder.path}/deno`, "#!/bin/sh\necho found\n", { mode: 0o755 });
  assert.equal((await runProgram(shim, options)).stdout, "found\n");
});

Deno.test("findConfigFolder: throws without a home and CIRCLE_CONFIG_DIR", () => {
  assert.throws(() => findConfigFolder(() => undefined, "linux"), /Set HOME or CIRCLE_CONFIG_DIR/);
  assert.throws(() => findConfigFolder(() => undefined, "windows"), /Set APPDATA or/);
});
