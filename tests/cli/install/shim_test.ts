import assert from "node:assert/strict";
import fc from "fast-check";
import { findNamedFiles, VALUED_OPTIONS } from "../../../cli/install/named_files.ts";
import { createProgram } from "../../../cli/program.ts";
import { findConfigFolder } from "../../../cli/session/config_folder.ts";
import { formatShim } from "../../../cli/install/shim.ts";
import { createCollectingTerminal } from "../../support/collecting_terminal.ts";
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

/** The files that a shim grants besides the config folder. */
async function listGranted(args: readonly string[]): Promise<{ read: string[]; write: string[] }> {
  const { stdout, stderr } = await runShim({ CIRCLE_CONFIG_DIR: "/config" }, { args });
  const listOf = (flag: string) => {
    const [, files] = new RegExp(`^--allow-${flag}=/config(.*)$`, "m").exec(stdout) ?? [];
    assert.ok(files !== undefined, stdout + stderr);
    return files.split(",").slice(1);
  };
  return { read: listOf("read"), write: listOf("write") };
}

const BOTH = ["bergs.zip", "bergs.zip.part"];

const NAMING: readonly (readonly [args: readonly string[], read: string[], write: string[]])[] = [
  [["whoami", "--photo", "a.jpg"], [], []],
  [["journal", "show", "a.jpg", "b.jpg"], [], []],
  [["journal", "post", "Hi", "--photo", "my a.jpg", "--photo=b.jpg"], ["my a.jpg", "b.jpg"], []],
  [["--family", "journal", "journal", "--server=x", "post", "--photo", "a"], ["a"], []],
  [["journal", "post", "--caption", "--photo", "--photo", "--on", "--", "--photo"], ["--on"], []],
  [["journal", "post", "--photo", "", "--photo="], [], []],
  [["journal", "post", "--photo"], [], []],
  [["journal", "export", "bergs.zip"], BOTH, BOTH],
  [["journal", "--quiet", "export", "--force", "--timeout", "9", "bergs.zip", "b"], BOTH, BOTH],
  [["journal", "export", "--", "-x"], ["-x", "-x.part"], ["-x", "-x.part"]],
  [["journal", "export", "-"], [], []],
  [["journal", "export"], [], []],
  [["journal", "photo", "01a2", "bergs.zip"], BOTH, BOTH],
  [["journal", "photo", "01a2"], [], []],
  [["help", "journal", "export", "bergs.zip"], [], []],
];

for (const [args, read, write] of NAMING) {
  Deno.test(`\`circle ${args.join(" ")}\` is granted the files that it names`, async () => {
    assert.deepEqual(findNamedFiles(args), { read, write });
    assert.deepEqual(await listGranted(args), { read, write });
  });
}

Deno.test("the shim and the launcher grant the same, whatever is typed", async () => {
  const word = fc.constantFrom(
    ...["journal", "post", "export", "photo", "--", "-", "", "--photo", "--photo=c d", "--json"],
    ...["--family", "--photo=", "it's", "$(x)", "-x", "01a2", "\\", "*", "b.zip"],
  );
  const after = fc.array(word, { maxLength: 6 });
  const args = fc.oneof(after, after.map((words) => ["journal", ...words]));
  await fc.assert(
    fc.asyncProperty(args, async (args) => {
      assert.deepEqual(await listGranted(args), findNamedFiles(args));
    }),
    { numRuns: 150 },
  );
});

Deno.test("the shim knows every option that takes a value, where files are named", async () => {
  const terminal = createCollectingTerminal();
  const program = await createProgram({ terminal, env: () => undefined, os: "linux" });
  const journal = program.commands.find((command) => command.name() === "journal")!;
  const naming = journal.commands.filter((command) =>
    ["post", "export", "photo"].includes(command.name())
  );
  const options = [program, journal, ...naming].flatMap((command) => command.options);
  const valued = options.filter(({ required }) => required).map(({ long }) => long);
  assert.deepEqual(new Set(valued), new Set(VALUED_OPTIONS));
});

Deno.test("the shim: says why it cannot work", async () => {
  const comma = await runShim({ HOME, CIRCLE_CONFIG_DIR: "/a,b" });
  assert.deepEqual(comma, {
    code: 1,
    stdout: "",
    stderr: "circle: Deno cannot be granted a path with a comma: /a,b \n",
  });
  for (const args of [["post", "--photo", "a,b"], ["export", "a,b"], ["photo", "01a2", "a,b"]]) {
    const { code, stderr } = await runShim({ HOME }, { args: ["journal", ...args] });
    assert.equal(code, 1);
    assert.equal(stderr, "circle: Deno cannot be granted a path with a comma: a,b\n");
  }
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
