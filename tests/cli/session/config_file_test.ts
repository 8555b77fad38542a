import assert from "node:assert/strict";
import { startCircle } from "../../support/circle.ts";
import { commandLine } from "../../support/command_process.ts";
import { type Device, makeDevice } from "../../support/device.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";

async function getMode(path: string): Promise<string> {
  return ((await Deno.lstat(path)).mode! & 0o7777).toString(8);
}

async function listFiles(device: Device): Promise<string[]> {
  const names = (await Array.fromAsync(Deno.readDir(device.configDir))).map(({ name }) => name);
  return names.sort();
}

Deno.test("the config folder and its files are private, whatever the umask", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const { token } = await circle.join();
  const login = ["login", "--server", circle.url, "--with-token"];
  const { code } = await new Deno.Command("sh", {
    args: ["-c", `umask 0 && echo ${token} | "$@"`, "sh", Deno.execPath()]
      .concat(commandLine(device), login),
    env: { CIRCLE_CONFIG_DIR: device.configDir },
  }).output();
  assert.equal(code, 0);
  assert.equal(await getMode(device.configDir), "700");
  assert.deepEqual(await listFiles(device), ["config.json", "config.lock"]);
  for (const name of await listFiles(device)) {
    assert.equal(await getMode(`${device.configDir}/${name}`), "600", name);
  }
});

Deno.test("the config file is flushed before it takes the place of the one before", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const steps: string[] = [];
  const { rename } = Deno;
  const { prototype } = Deno.FsFile;
  const { sync } = prototype;
  prototype.sync = async function () {
    await sync.call(this);
    steps.push("flushed");
  };
  Deno.rename = async (from, to) => {
    await rename(from, to);
    steps.push(`${to}`);
  };
  await device.logIn(await circle.join(), circle.url).finally(() => {
    Deno.rename = rename;
    prototype.sync = sync;
  });
  assert.deepEqual(steps.slice(-2), ["flushed", device.configFile]);
});

Deno.test("a file with looser permissions is fixed by the next command, with a note", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  await device.logIn(await circle.join(), circle.url);
  await Deno.chmod(device.configFile, 0o644);
  const { code, stderr } = await device.run(["whoami"]);
  assert.equal(code, 0);
  assert.equal(stderr, `${device.configFile} could be read by others; now it cannot.\n`);
  assert.equal(await getMode(device.configFile), "600");
});

Deno.test("permissions that chmod cannot change get a warning", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  await device.logIn(await circle.join(), circle.url);
  await device.editSession({ expires_at: "2020-01-01T00:00:00.000Z" });
  await Deno.chmod(device.configFile, 0o644);
  await Deno.chmod(device.configDir, 0o755);
  const { chmod } = Deno;
  Deno.chmod = () => Promise.resolve(); // as on the file systems of WSL and CIFS
  const { code, stderr } = await device.run(["whoami"]).finally(() => Deno.chmod = chmod);
  assert.equal(code, 0);
  assert.ok(
    stderr.startsWith(`${device.configFile} can be read by others, and that cannot be changed.\n`),
    stderr,
  );
  assert.ok(stderr.includes(
    `Others can read ${device.configDir}, and its file system does not allow changing that.\n`,
  ));
  assert.equal(await getMode(device.configFile), "600"); // the refreshed one is a new file
});

Deno.test("a folder with looser permissions is fixed by the next login", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  await Deno.mkdir(device.configDir, { mode: 0o755 });
  await device.logIn(await circle.join(), circle.url);
  assert.equal(await getMode(device.configDir), "700");
});

Deno.test("a shared folder such as /tmp is neither changed nor used", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  await Deno.mkdir(device.configDir);
  await Deno.chmod(device.configDir, 0o1777);
  const { email, password } = await circle.join();
  const { code, stderr } = await device.run(
    ["login", "--server", circle.url, "--email", email, "--password-stdin"],
    { input: password },
  );
  assert.equal(code, 1);
  assert.match(stderr, /is shared with others: CIRCLE_CONFIG_DIR must not be\.\n$/);
  assert.equal(await getMode(device.configDir), "1777");
  assert.deepEqual(await listFiles(device), []);
});

Deno.test("a symlink in place of the config file is replaced, never followed", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  await using elsewhere = await makeTempFolder();
  const anna = await circle.join();
  await device.logIn(anna, circle.url);
  const target = `${elsewhere.path}/target`;
  await Deno.rename(device.configFile, target);
  await Deno.symlink(target, device.configFile);
  const text = await Deno.readTextFile(target);
  assert.equal((await device.run(["whoami", "--server", circle.url])).code, 4);
  await device.logIn(anna, circle.url);
  assert.equal(await Deno.readTextFile(target), text);
  assert.ok((await Deno.lstat(device.configFile)).isFile);
  assert.equal((await device.readConfig()).sessions.length, 1);
});

Deno.test("a symlink in place of the temporary file is not followed", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  await using elsewhere = await makeTempFolder();
  const target = `${elsewhere.path}/target`;
  await Deno.writeTextFile(target, "a diary");
  await Deno.mkdir(device.configDir);
  await Deno.symlink(target, `${device.configFile}.unfinished`);
  await device.logIn(await circle.join(), circle.url);
  assert.equal(await Deno.readTextFile(target), "a diary");
});

for (
  const [what, text] of Object.entries({
    "half a file": '{"version": 1, "sessions": [{"server"',
    "an empty file": "",
    "a file of something else": '{"version": 1, "sessions": [{"server": 5}]}',
  })
) {
  Deno.test(`${what} is kept aside`, async () => {
    await using circle = await startCircle();
    await using device = await makeDevice();
    const anna = await circle.join();
    await device.logIn(anna, circle.url);
    await Deno.writeTextFile(device.configFile, text);
    const { code, stderr } = await device.run(["whoami", "--server", circle.url]);
    assert.equal(code, 4);
    const aside = (await listFiles(device)).find((name) => name.includes("damaged"))!;
    assert.ok(stderr.startsWith(
      `${device.configFile} was damaged. It is kept as ${device.configDir}/${aside}; log in again.\n`,
    ));
    assert.equal(await Deno.readTextFile(`${device.configDir}/${aside}`), text);
    await device.logIn(anna, circle.url);
    assert.equal((await device.run(["whoami"])).code, 0);
  });
}

Deno.test("the config file of a newer circle is refused, and left unchanged", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const { email, password } = await circle.join();
  await Deno.mkdir(device.configDir);
  const text = '{"version": 2, "vault": {}}';
  await Deno.writeTextFile(device.configFile, text);
  const login = ["login", "--server", circle.url, "--email", email, "--password-stdin"];
  for (const { args, input } of [{ args: ["whoami"] }, { args: login, input: password }]) {
    const { code, stderr } = await device.run(args, { input });
    assert.equal(code, 1);
    assert.match(
      stderr,
      /circle: The config file was written by a newer circle\. Update this one\.\n$/,
    );
  }
  assert.equal(await Deno.readTextFile(device.configFile), text);
});

Deno.test("a config folder may be a symlink", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  await using elsewhere = await makeTempFolder();
  await Deno.symlink(elsewhere.path, device.configDir);
  await device.logIn(await circle.join(), circle.url);
  assert.equal((await device.run(["whoami"])).code, 0);
  assert.ok((await Deno.lstat(`${elsewhere.path}/config.json`)).isFile);
});

Deno.test("a command with CIRCLE_TOKEN needs no config folder, and makes none", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const { token } = await circle.join();
  const env = { CIRCLE_SERVER: circle.url, CIRCLE_TOKEN: token };
  assert.equal((await device.run(["whoami"], { env })).code, 0);
  await assert.rejects(Deno.lstat(device.configDir), Deno.errors.NotFound);
});
