import assert from "node:assert/strict";
import { type Circle, startCircle } from "../../support/circle.ts";
import { type Device, makeDevice } from "../../support/device.ts";
import { canMount, mountDisk, type MountedDisk } from "../../support/mounted_disk.ts";

interface Setting {
  readonly circle: Circle;
  readonly disk: MountedDisk;
  /** Somebody is logged in on it, and its config folder is on the disk. */
  readonly device: Device;
}

/** A test that needs the right to mount a small disk. */
function testOnDisk(name: string, test: (setting: Setting) => Promise<void>): void {
  Deno.test({
    name,
    ignore: !canMount,
    async fn() {
      await using circle = await startCircle();
      await using disk = await mountDisk();
      await using device = await makeDevice(disk.path);
      await device.logIn(await circle.join(), circle.url);
      await test({ circle, disk, device });
    },
  });
}

testOnDisk(
  "a full disk stops a login with a sentence, and nothing is lost",
  async ({ circle, disk, device }) => {
    const before = await Deno.readTextFile(device.configFile);
    await disk.fill();
    const { code, stderr } = await tryToLogIn(circle, device);
    assert.equal(code, 1);
    assert.equal(
      stderr,
      `circle: ${device.configDir} cannot be used: the disk is full. Nothing was changed there.\n`,
    );
    assert.equal(await Deno.readTextFile(device.configFile), before);
    assert.equal((await device.run(["whoami"])).code, 0);
  },
);

testOnDisk(
  "a full disk is found before a refresh token is spent: the session goes on afterwards",
  async ({ circle, disk, device }) => {
    await device.editSession({ expires_at: "2020-01-01T00:00:00.000Z" });
    await disk.fill();
    const { code, stderr } = await device.run(["whoami"]);
    assert.equal(code, 1);
    assert.match(stderr, /the disk is full/);
    await disk.empty();
    circle.advance(60_000); // longer than a spent refresh token is still taken
    assert.equal((await device.run(["whoami"])).code, 0);
  },
);

testOnDisk(
  "a config folder that can only be read still signs in, and a login says why it fails",
  async ({ circle, disk, device }) => {
    await Deno.chmod(device.configFile, 0o644);
    await disk.makeReadOnly();
    const whoami = await device.run(["whoami"]);
    assert.equal(whoami.code, 0);
    assert.match(whoami.stderr, /can be read by others, and that cannot be changed\.\n$/);
    const { code, stderr } = await tryToLogIn(circle, device);
    assert.equal(code, 1);
    assert.equal(
      stderr,
      `circle: ${device.configDir} cannot be used: it is read-only. Nothing was changed there.\n`,
    );
  },
);

async function tryToLogIn(circle: Circle, device: Device) {
  const { email, password } = await circle.join();
  return await device.run(
    ["login", "--quiet", "--server", circle.url, "--email", email, "--password-stdin"],
    { input: password },
  );
}
