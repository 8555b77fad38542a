import assert from "node:assert/strict";
import { startCircle } from "../support/circle.ts";
import { makeDevice } from "../support/device.ts";
import { canMount, mountDisk } from "../support/mounted_disk.ts";

const ignore = !canMount; // without the right to mount a small disk

Deno.test({
  name: "a full disk stops a login with a sentence, and nothing is lost",
  ignore,
  async fn() {
    await using circle = await startCircle();
    await using disk = await mountDisk();
    await using device = await makeDevice(disk.path);
    await device.logIn(await circle.join(), circle.url);
    const before = await Deno.readTextFile(device.configFile);
    await disk.fill();
    const { email, password } = await circle.join();
    const { code, stderr } = await device.run(
      ["login", "--server", circle.url, "--email", email, "--password-stdin"],
      { input: password },
    );
    assert.equal(code, 1);
    assert.equal(
      stderr,
      `circle: ${device.configDir} cannot be used: the disk is full. Nothing was changed there.\n`,
    );
    assert.equal(await Deno.readTextFile(device.configFile), before);
    assert.equal((await device.run(["whoami"])).code, 0);
  },
});

Deno.test({
  name: "a full disk is found before a refresh token is spent: the session goes on afterwards",
  ignore,
  async fn() {
    await using circle = await startCircle();
    await using disk = await mountDisk();
    await using device = await makeDevice(disk.path);
    await device.logIn(await circle.join(), circle.url);
    await device.editSession({ expires_at: "2020-01-01T00:00:00.000Z" });
    await disk.fill();
    const { code, stderr } = await device.run(["whoami"]);
    assert.equal(code, 1);
    assert.match(stderr, /the disk is full/);
    await disk.empty();
    circle.advance(60_000); // longer than a spent refresh token is still taken
    assert.equal((await device.run(["whoami"])).code, 0);
  },
});

Deno.test({
  name: "a config folder that can only be read still signs in, and a login says why it fails",
  ignore,
  async fn() {
    await using circle = await startCircle();
    await using disk = await mountDisk();
    await using device = await makeDevice(disk.path);
    const { email, password } = await circle.join();
    await device.logIn({ email, password }, circle.url);
    await Deno.chmod(device.configFile, 0o644);
    await disk.makeReadOnly();
    const whoami = await device.run(["whoami"]);
    assert.equal(whoami.code, 0);
    assert.match(whoami.stderr, /can be read by others, and that cannot be changed\.\n$/);
    const login = ["login", "--quiet", "--server", circle.url, "--email", email];
    const { code, stderr } = await device.run([...login, "--password-stdin"], { input: password });
    assert.equal(code, 1);
    assert.equal(
      stderr,
      `circle: ${device.configDir} cannot be used: it can only be read. Nothing was changed there.\n`,
    );
  },
});
