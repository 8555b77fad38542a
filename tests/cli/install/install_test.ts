import assert from "node:assert/strict";
import { describeSharing } from "../../../cli/install/describe_sharing.ts";
import { findInstallFolder } from "../../../cli/install/install_folder.ts";
import { GOOD_PASSWORD, startCircle } from "../../support/circle.ts";
import { denoEnvironment } from "../../support/command_process.ts";
import { makeDevice } from "../../support/device.ts";
import { startAnsweringServer } from "../../support/answering_server.ts";
import { TINY_PICTURE } from "../../support/tiny_picture.ts";
import { waitFor } from "../../support/wait_for.ts";
import { installCommand, runInstaller } from "../../support/installed_command.ts";
import { readResult, runProgram, startProgram } from "../../support/run_program.ts";
import { ROOT } from "../../support/source_files.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";

Deno.test("an installed circle: works from any folder, with any input, and passes on its exit code", async () => {
  await using circle = await startCircle();
  await using installed = await installCommand();
  await using elsewhere = await makeTempFolder();
  for (const name of ["deno.json", "package.json", "deno.lock"]) {
    await Deno.writeTextFile(`${elsewhere.path}/${name}`, "{ not of circle");
  }
  const XDG_CONFIG_HOME = `${elsewhere.path}/my settings`;
  const env = { ...denoEnvironment(), CIRCLE_SERVER: circle.url, XDG_CONFIG_HOME };
  const run = (args: string[], input?: string) =>
    runProgram(`${installed.path}/circle`, { args, input, env, cwd: elsewhere.path });
  const name = `Anna "$(touch trap)" 'Berg' \\`;
  const register = ["register", "--email", "a@b.c", "--name", name, "--password-stdin"];
  const registered = await run(register, GOOD_PASSWORD);
  assert.equal(registered.code, 0, registered.stderr);
  const whoami = await run(["whoami", "--json"]);
  assert.equal(JSON.parse(whoami.stdout).name, name);
  assert.equal((await run(["famly"])).code, 2);
  assert.ok((await Deno.stat(`${XDG_CONFIG_HOME}/circle/config.json`)).isFile);
});

Deno.test("deno task install: installs to a given folder, from any folder, and says where", async () => {
  await using folder = await makeTempFolder();
  const { code, stdout } = await runProgram(Deno.execPath(), {
    args: ["task", "-q", "--config", `${ROOT}/deno.json`, "install", "my 'bin"],
    env: denoEnvironment(),
    cwd: folder.path,
  });
  const file = `${folder.path}/my 'bin/circle`;
  assert.equal(code, 0);
  assert.ok(
    stdout.startsWith(`The command is installed: ${file}\nIts folder is not on your PATH.`),
  );
  const help = await runProgram(file, { args: ["--help"], env: denoEnvironment() });
  assert.match(help.stdout, /^Usage: circle /);
});

Deno.test("deno task install: replaces an installed circle, and no other program", async () => {
  await using folder = await makeTempFolder();
  const file = `${folder.path}/circle`;
  const install = () => runInstaller([folder.path], denoEnvironment());
  for (let i = 0; i < 2; i++) assert.equal((await install()).code, 0);
  await Deno.writeTextFile(file, "#!/bin/sh\necho I draw circles\n");
  const refused = await install();
  assert.equal(refused.code, 7);
  assert.ok(
    refused.stderr.startsWith(`install: ${file} is another program, and was left unchanged.`),
  );
  assert.match(await Deno.readTextFile(file), /I draw circles/);
  await Deno.rename(file, `${file}-of-ours`);
  await Deno.symlink(`${file}-of-ours`, file);
  assert.equal((await install()).code, 7);
});

Deno.test("deno task install: uses the first own folder on the PATH, else ~/.deno/bin", async () => {
  await using folder = await makeTempFolder();
  const home = folder.path;
  const [local, bin, deno] = [`${home}/.local/bin`, `${home}/bin`, `${home}/.deno/bin`];
  const uid = Deno.uid();
  const find = (...path: string[]) => findInstallFolder({ path, home, uid });
  assert.equal(await find("/usr/bin", local, bin), deno); // none of them is there
  await Deno.mkdir(local, { recursive: true });
  await Deno.mkdir(bin);
  assert.equal(await find("/usr/bin", local, bin), local);
  assert.equal(await find(bin, local), bin);
  assert.equal(await find("/usr/bin"), deno);
  const stranger = { path: [local], home, uid: uid! + 1 };
  assert.equal(await findInstallFolder(stranger), deno);
  const shared = await find("/usr/local/bin");
  assert.equal(shared, uid === 0 ? "/usr/local/bin" : deno);
});

Deno.test("deno task install: says why circle could not be called", async () => {
  await using folder = await makeTempFolder();
  const [before, own] = [`${folder.path}/before`, `${folder.path}/bin`];
  await Deno.mkdir(before);
  await Deno.mkdir(own);
  const env = { ...denoEnvironment(), HOME: folder.path, PATH: `${before}:${own}/:/usr/bin:/bin` };
  const clear = await runInstaller([], env);
  assert.equal(
    clear.stdout,
    `The command is installed: ${own}/circle\nSee what it can do: circle --help\n`,
  );
  await Deno.writeTextFile(`${before}/circle`, "");
  const hidden = await runInstaller([], env);
  assert.match(hidden.stdout, new RegExp(`\nBut ${before}/circle comes before it on your PATH\\.`));
});

Deno.test("deno task install: as root says who else can run the command", async () => {
  await using place = await makeTempFolder();
  const path = (name: string) => `${place.path}/${name}`;
  for (const name of ["bin", "checkout", "checkout/cli"]) {
    await Deno.mkdir(path(name));
    await Deno.chmod(path(name), 0o755);
  }
  await Deno.writeTextFile(path("deno"), "");
  await Deno.chmod(path("deno"), 0o755);
  const describe = () =>
    describeSharing({ folder: path("bin"), deno: path("deno"), checkout: path("checkout") });
  await Deno.chmod(place.path, 0o700);
  assert.equal(await describe(), undefined);
  await Deno.chmod(place.path, 0o755);
  assert.equal(await describe(), "Every user of this machine can run it.");
  await Deno.chmod(path("deno"), 0o700);
  assert.match((await describe())!, /Deno of their own: they cannot look into .*\/deno\.$/);
  await Deno.chmod(path("checkout"), 0o700);
  assert.match((await describe())!, /^Only root can run it: .* look into .*\/checkout\. /);
});

Deno.test("deno task circle: works from any folder, inside and outside the checkout", async () => {
  await using circle = await startCircle();
  await using folder = await makeTempFolder();
  const { token, email } = await circle.join();
  await Deno.writeTextFile(`${folder.path}/my token`, token);
  const env = { ...denoEnvironment(), CIRCLE_SERVER: circle.url, CIRCLE_CONFIG_DIR: "config" };
  const whoami = ["circle", "whoami", "--json"];
  const outside = await runProgram(Deno.execPath(), {
    args: ["task", "-q", "--config", `${ROOT}/deno.json`, ...whoami],
    env: { ...env, CIRCLE_TOKEN_FILE: "my token" },
    cwd: folder.path,
  });
  assert.equal(JSON.parse(outside.stdout || outside.stderr).email, email);
  const inside = await runProgram(Deno.execPath(), {
    args: ["task", "-q", ...whoami],
    env: { ...env, CIRCLE_TOKEN_FILE: `${folder.path}/my token` },
    cwd: `${ROOT}/cli/commands`,
  });
  assert.equal(JSON.parse(inside.stdout || inside.stderr).email, email);
});

const POST = ["journal", "post", "Look!", "--photo", "lea 1.png"];

Deno.test("circle, installed and as a task, may read the photo that is named and no other file", async () => {
  await using circle = await startCircle();
  await using installed = await installCommand();
  await using folder = await makeTempFolder();
  const { token, client, family } = await circle.join();
  for (const name of ["lea 1.png", "a,b.png"]) {
    await Deno.writeFile(`${folder.path}/${name}`, TINY_PICTURE.stream());
  }
  const task = ["task", "-q", "--config", `${ROOT}/deno.json`, "circle"];
  for (const [program, before] of [[`${installed.path}/circle`, []], [Deno.execPath(), task]]) {
    const run = (...args: string[]) =>
      runProgram(program as string, {
        args: [...before!, ...args],
        env: { ...denoEnvironment(), CIRCLE_SERVER: circle.url, CIRCLE_TOKEN: token },
        cwd: folder.path,
      });
    const told = await run(...POST);
    assert.equal(told.code, 0, told.stderr);
    const [post] = await client.listPosts({ params: { family_id: family } });
    assert.deepEqual([post!.id, post!.photos.length], [told.stdout.trim(), 1]);
    const comma = await run("journal", "post", "--photo", "a,b.png");
    assert.equal(comma.code, 1);
    assert.match(comma.stderr, /^circle: Deno .*not .*granted .*comma.*\n$/);
    assert.equal((await run("journal", "post", "--photo", "gone")).code, 1);
  }
});

Deno.test("deno task circle: passes on signals, standard input and exit codes", async () => {
  await using silent = await startAnsweringServer(() => new Promise(() => {}));
  await using device = await makeDevice();
  const options = {
    args: ["task", "-q", "--config", `${ROOT}/deno.json`, "circle"],
    env: { ...denoEnvironment(), CIRCLE_SERVER: silent.url, CIRCLE_CONFIG_DIR: device.configDir },
  };
  for (const [signal, code] of [["SIGTERM", 143], ["SIGINT", 130]] as const) {
    const args = [...options.args, "api", "/health"];
    const process = startProgram(Deno.execPath(), { ...options, args });
    const count = silent.requests.length;
    await waitFor("the call", () => Promise.resolve(silent.requests.length > count || undefined));
    process.kill(signal);
    assert.equal((await readResult(process)).code, code);
  }
  const args = [...options.args, "login", "--email", "a@b.c", "--with-token"];
  const read = await runProgram(Deno.execPath(), { ...options, args, input: "two words" });
  assert.deepEqual([read.code, read.stderr.includes("two words")], [4, false]);
});
