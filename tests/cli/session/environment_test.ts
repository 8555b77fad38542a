import assert from "node:assert/strict";
import { formatGrants } from "../../../cli/install/granted_paths.ts";
import { GOOD_PASSWORD, startCircle } from "../../support/circle.ts";
import { denoEnvironment } from "../../support/command_process.ts";
import { makeDevice } from "../../support/device.ts";
import { runInProcess } from "../../support/in_process.ts";
import { runProgram } from "../../support/run_program.ts";
import { ROOT } from "../../support/source_files.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";

const LOGIN = ["login", "--email", "a@b.c", "--password-stdin"];
const REGISTER = ["register", "--email", "a@b.c", "--name", "A", "--password-stdin"];

for (const args of [LOGIN, REGISTER, ["auth", "switch"], ["login", "--with-token"]]) {
  Deno.test(`\`circle ${args.join(" ")}\` is refused while CIRCLE_TOKEN overrides a login`, async () => {
    await using circle = await startCircle();
    await using device = await makeDevice();
    const anna = await circle.join();
    await device.logIn(anna, circle.url);
    const before = await Deno.readTextFile(device.configFile);
    const { code, stderr } = await device.run(args, {
      env: { CIRCLE_SERVER: circle.url, CIRCLE_TOKEN: anna.token },
      input: GOOD_PASSWORD,
    });
    assert.equal(code, 2);
    assert.match(stderr, /^circle: CIRCLE_TOKEN is set, .*: unset CIRCLE_TOKEN\n$/);
    assert.equal(await Deno.readTextFile(device.configFile), before);
  });
}

Deno.test("login: is refused while CIRCLE_TOKEN_FILE overrides it", async () => {
  await using device = await makeDevice();
  const env = { CIRCLE_SERVER: "http://127.0.0.1:9", CIRCLE_TOKEN_FILE: "/run/token" };
  const { code, stderr } = await device.run(LOGIN, { env, input: GOOD_PASSWORD });
  assert.equal(code, 2);
  assert.match(stderr, /^circle: CIRCLE_TOKEN_FILE is set, .*: unset CIRCLE_TOKEN_FILE\n$/);
});

Deno.test("auth switch: refuses a session that CIRCLE_SERVER overrides", async () => {
  await using home = await startCircle();
  await using away = await startCircle();
  await using device = await makeDevice();
  await device.logIn(await away.join({ email: "anna@x.org" }), away.url);
  await device.logIn(await home.join({ email: "ben@x.org" }), home.url);
  const env = { CIRCLE_SERVER: home.url };
  const { code, stderr } = await device.run(["auth", "switch", "anna"], { env });
  assert.equal(code, 2);
  assert.match(stderr, /CIRCLE_SERVER is set to http\S+, and commands use that server/);
});

Deno.test("family use: is refused while CIRCLE_FAMILY overrides the choice", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  await device.logIn(await circle.join(), circle.url);
  const env = { CIRCLE_FAMILY: "Anna's family" };
  const { code, stderr } = await device.run(["family", "use", "anna"], { env });
  assert.equal(code, 2);
  assert.match(stderr, /CIRCLE_FAMILY is set/);
});

Deno.test("CIRCLE_TOKEN and CIRCLE_SERVER need no home folder", async () => {
  await using circle = await startCircle();
  const { token, email } = await circle.join();
  const env = { CIRCLE_SERVER: circle.url, CIRCLE_TOKEN: token };
  const whoami = await runInProcess(["whoami", "--json"], { env });
  assert.equal(whoami.code, 0, whoami.stderr);
  assert.equal(JSON.parse(whoami.stdout).email, email);
  for (const args of [["auth", "status"], ["doctor"], ["family", "members"]]) {
    const { code, stderr } = await runInProcess(args, { env });
    assert.deepEqual({ code, stderr }, { code: 0, stderr: "" }, args.join(" "));
  }
  const login = await runInProcess(LOGIN, { env: { CIRCLE_SERVER: circle.url }, input: "x" });
  assert.equal(login.code, 1);
  assert.equal(
    login.stderr,
    "circle: There is nowhere to keep a login. Set HOME or CIRCLE_CONFIG_DIR.\n",
  );
});

async function runTask(env: Readonly<Record<string, string>>, ...args: readonly string[]) {
  const { HOME: _home, ...own } = denoEnvironment();
  return await runProgram(Deno.execPath(), {
    args: ["task", "-q", "--config", `${ROOT}/deno.json`, "circle", ...args],
    env: { DENO_DIR: `${Deno.env.get("HOME")}/.cache/deno`, ...own, ...env },
  });
}

Deno.test("deno task circle: CIRCLE_TOKEN needs no home folder", async () => {
  await using circle = await startCircle();
  const { token, email } = await circle.join();
  const env = { CIRCLE_SERVER: circle.url, CIRCLE_TOKEN: token };
  const { code, stdout, stderr } = await runTask(env, "whoami", "--json");
  assert.equal(code, 0, stderr);
  assert.equal(JSON.parse(stdout).email, email);
});

for (const [what, name] of [["a comma", "a,b"], ["a line break", "a\nb"]] as const) {
  Deno.test(`deno task circle: says that a path with ${what} cannot be granted`, async () => {
    await using folder = await makeTempFolder();
    const path = `${folder.path}/${name}`;
    const environments: readonly Record<string, string>[] = [
      { CIRCLE_CONFIG_DIR: path },
      { CIRCLE_CONFIG_DIR: `${folder.path}/config`, CIRCLE_TOKEN_FILE: path },
    ];
    for (const env of environments) {
      const { code, stderr } = await runTask(env, "whoami");
      assert.equal(code, 1);
      assert.equal(
        stderr,
        `circle: Deno was not granted ${path}: no path with a comma or a line break can be.\n`,
      );
    }
  });
}

for (
  const { config, granted } of [
    { config: "/home/anna/config", granted: "/home/anna/config" },
    { config: "/home/anna/a,b", granted: "/dev/null" },
    { config: "/home/anna/a\nb", granted: "/dev/null" },
  ]
) {
  Deno.test(`deno task circle: with ${JSON.stringify(config)} may write ${granted} alone`, () => {
    const env: Record<string, string> = { CIRCLE_CONFIG_DIR: config, CIRCLE_TOKEN_FILE: "/token" };
    const { write } = formatGrants(["whoami"], { env: (name) => env[name], os: "linux" });
    assert.equal(write, granted);
  });
}
