import assert from "node:assert/strict";
import project from "../../deno.json" with { type: "json" };
import { GOOD_PASSWORD } from "../support/circle.ts";
import { listFiles } from "../support/list_files.ts";
import { NOBODY, OFFLINE_AS_NOBODY } from "../support/offline.ts";
import {
  findNpmProblem,
  installPackedProgram,
  type PackedProgram,
} from "../support/packed_program.ts";
import { readResult, runProgram, startProgram } from "../support/run_program.ts";
import { ALLOCATOR, readListeningUrl, V8_FLAGS } from "../support/server_process.ts";
import { ROOT } from "../support/source_files.ts";
import { makeTempFolder } from "../support/temp_folder.ts";
import { TINY_PICTURE } from "../support/tiny_picture.ts";

const PROBLEM = findNpmProblem();

let packed: PackedProgram; // undefined where installing failed

if (PROBLEM === undefined) {
  Deno.test.beforeAll(async () => {
    packed = await installPackedProgram();
  });
  Deno.test.afterAll(async () => await packed?.[Symbol.asyncDispose]());
}

/** Registers a test of what is installed, which is skipped where nothing can be. */
function testPacked(name: string, fn: () => Promise<void>, isPossible = true): void {
  const reason = PROBLEM === undefined ? "" : ` (skipped: ${PROBLEM})`;
  Deno.test({ name: `npm package: ${name}${reason}`, ignore: reason !== "" || !isPossible, fn });
}

testPacked("circle and circle-server run where there is only Node", async () => {
  const { env } = packed;
  const run = (program: string, ...args: string[]) =>
    runProgram(`${packed.prefix}/bin/${program}`, { args, env, cwd: env.HOME });
  for (const program of ["circle", "circle-server"]) {
    const { code, stdout, stderr } = await run(program, "--version");
    assert.deepEqual([code, stdout, stderr], [0, `${project.version}\n`, ""]);
  }
  assert.equal((await run("circle", "whoami")).code, 4);
  assert.equal((await run("circle", "famly")).code, 2);
  assert.equal((await run("circle-server")).code, 2);
  assert.equal((await run("circle-server", "admin", "no-such-thing")).code, 2);
});

testPacked("circle-server admin names itself, not the task of a checkout", async () => {
  const { env } = packed;
  await using folder = await makeTempFolder();
  const admin = (...args: string[]) =>
    runProgram(`${packed.prefix}/bin/circle-server`, {
      args: ["admin", ...args],
      env: { ...env, CIRCLE_DATA_DIR: folder.path },
    });
  for (const args of [["--help"], ["help", "families"], ["audit", "--help"]]) {
    const { stdout } = await admin(...args);
    assert.match(stdout, /^Usage: circle-server admin /);
    assert.doesNotMatch(stdout, /deno task/);
  }
});

testPacked("circle-server serves pages, photos and the API, and circle talks to it", async () => {
  const { env, prefix } = packed;
  await using folder = await makeTempFolder();
  const dataDir = `${folder.path}/data`;
  const settings = { ...env, CIRCLE_DATA_DIR: dataDir, CIRCLE_PORT: "0" };
  const bin = (name: string) => `${prefix}/bin/${name}`;
  const server = startProgram(bin("circle-server"), { args: ["serve"], env: settings });
  await using _stopped = { [Symbol.asyncDispose]: () => stop(server) };
  const url = (await readListeningUrl(server.stdout))!;
  assert.ok(url, "it listens");
  for (const path of ["/", "/docs", "/docs/swagger-ui.js", "/docs/swagger-ui.css"]) {
    const page = await fetch(url + path);
    assert.equal(page.status, 200, path);
    await page.body?.cancel();
  }
  const health = async (env: Readonly<Record<string, string>>) =>
    (await runProgram(bin("circle-server"), { args: ["health"], env: { ...settings, ...env } }))
      .code;
  assert.equal(await health({ CIRCLE_PORT: new URL(url).port }), 0);
  assert.equal(await health({ CIRCLE_PORT: "9" }), 1);
  await Deno.writeFile(`${folder.path}/lea.png`, TINY_PICTURE.stream());
  const circle = async (args: readonly string[], input?: string) => {
    const result = await runProgram(bin("circle"), {
      args,
      input,
      env: { ...env, CIRCLE_SERVER: url },
      cwd: folder.path,
    });
    assert.equal(result.code, 0, result.stderr);
    return result.stdout;
  };
  const register = ["register", "--email", "anna@example.org", "--name", "Anna"];
  await circle([...register, "--password-stdin"], GOOD_PASSWORD);
  await circle(["journal", "post", "Look!", "--photo", "lea.png"]);
  await circle(["journal", "export", "all.zip"]);
  const backup = await runProgram(bin("circle-server"), {
    args: ["admin", "backup", `${folder.path}/backups`],
    env: settings,
  });
  assert.equal(backup.code, 0, backup.stderr);
  assert.match(backup.stdout, /1 account, 1 family, .* 1 photo\n/);
  server.kill("SIGTERM");
  const { code, stderr } = await readResult(server);
  assert.equal(code, 0);
  assert.match(stderr, /"event":"stopped"/);
});

testPacked(
  "the server has the flags and permissions of deno task serve",
  async () => {
    await using folder = await makeTempFolder();
    const dataDir = `${folder.path}/data`;
    const server = startProgram(`${packed.prefix}/bin/circle-server`, {
      args: ["serve"],
      env: { ...packed.env, CIRCLE_DATA_DIR: dataDir, CIRCLE_PORT: "0" },
    });
    await using _stopped = { [Symbol.asyncDispose]: () => stop(server) };
    await readListeningUrl(server.stdout);
    const [child] = (await readProcess(server.pid, `task/${server.pid}/children`)).split(" ");
    const flags = (await readProcess(Number(child), "cmdline")).split("\0");
    const environ = (await readProcess(Number(child), "environ")).split("\0");
    assert.ok(flags.includes(V8_FLAGS));
    for (const setting of Object.entries(ALLOCATOR)) assert.ok(environ.includes(setting.join("=")));
    const allowed = flags.filter((flag) => /^-P|--allow|^-A/.test(flag));
    const ffi = allowed.find((flag) => flag.startsWith("--allow-ffi="))!;
    assert.deepEqual(allowed, [
      "-P=server",
      `--allow-read=${dataDir},/usr/bin/ldd`,
      `--allow-write=${dataDir}`,
      ffi,
      "--allow-net=localhost,127.0.0.1,[::1]",
    ]);
    const files = ffi.slice("--allow-ffi=".length).split(",");
    assert.ok(files.length >= 3);
    const native = /\/node_modules\/(@node-rs\/\w+-[\w-]+\/[\w.-]+\.node|@img\/sharp-[\w-]+\/lib)$/;
    for (const file of files) assert.match(file, native);
  },
  Deno.build.os === "linux",
);

testPacked("has the locked versions, no types, and no program of others to run", async () => {
  const folder = `${packed.prefix}/lib/node_modules/@circleshare/circle`;
  const { dependencies } = JSON.parse(await Deno.readTextFile(`${folder}/package.json`));
  const lock = JSON.parse(await Deno.readTextFile(`${ROOT}/deno.lock`));
  const locked = new Set(Object.keys(lock.npm).map((key) => key.split("_")[0]));
  const { deno, ...others } = dependencies;
  assert.equal(deno, Deno.version.deno);
  for (const [name, version] of Object.entries<string>(others)) {
    assert.ok(locked.has(`${name}@${version}`), `${name}@${version}`);
    const installed = await Deno.readTextFile(`${folder}/node_modules/${name}/package.json`);
    assert.equal(JSON.parse(installed).version, version, name);
  }
  for (const name of ["hono", "pg", "sharp", "age-encryption"]) assert.ok(others[name], name);
  for (const name of ["fast-check", "axe-core", "@scarf/scarf"]) {
    assert.equal(others[name], undefined);
  }
  const files = await listFiles(folder);
  const own = files.filter((file) => !file.slice(folder.length).includes("/node_modules/"));
  assert.deepEqual(own.filter((file) => /\.tsx?$|\.map$/.test(file)), []);
});

testPacked(
  "another account of the machine runs it, with an empty home and offline",
  async () => {
    await using home = await makeTempFolder();
    await Deno.chown(home.path, NOBODY, NOBODY);
    const [unshare, ...wrapper] = OFFLINE_AS_NOBODY!;
    const run = (program: string, ...args: string[]) =>
      runProgram(unshare!, {
        args: [...wrapper, `${packed.prefix}/bin/${program}`, ...args],
        env: { ...packed.env, HOME: home.path },
        cwd: home.path,
      });
    const whoami = await run("circle", "whoami");
    assert.match(whoami.stderr, /^circle: You are not logged in to /);
    assert.equal(whoami.code, 4);
    const help = await run("circle-server", "admin", "--help");
    assert.equal(help.code, 0, help.stderr);
  },
  OFFLINE_AS_NOBODY !== undefined,
);

/** Ends what npm's program has started too, which a signal that cannot be passed on would not. */
async function stop(server: Deno.ChildProcess): Promise<void> {
  try {
    server.kill("SIGTERM");
  } catch { /* it has ended */ }
  await server.status;
  for (const stream of [server.stdout, server.stderr]) {
    if (!stream.locked) await stream.cancel();
  }
}

async function readProcess(pid: number, file: string): Promise<string> {
  const options = { args: [`/proc/${pid}/${file}`], env: {} };
  return (await runProgram("/bin/cat", options)).stdout;
}
