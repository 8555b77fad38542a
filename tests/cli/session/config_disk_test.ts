import assert from "node:assert/strict";
import { type Circle, startCircle } from "../../support/circle.ts";
import { type Device, makeDevice } from "../../support/device.ts";
import { CAN_MOUNT, mountSmallDisk, type SmallDisk } from "../../support/small_disk.ts";

interface Setting {
  readonly circle: Circle;
  readonly disk: SmallDisk;
  /** Somebody is logged in on it, and its config folder is on the disk. */
  readonly device: Device;
}

/** A test that needs the right to mount a small disk. */
function testOnDisk(name: string, test: (setting: Setting) => Promise<void>): void {
  Deno.test({
    name,
    ignore: !CAN_MOUNT,
    async fn() {
      await using circle = await startCircle();
      await using disk = await mountSmallDisk(1);
      await using device = await makeDevice(disk.path);
      await device.logIn(await circle.join(), circle.url);
      await test({ circle, disk, device });
    },
  });
}

testOnDisk(
  "login: on a full disk fails with a sentence, and loses nothing",
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
  "a full disk is noticed before the refresh token is used, so the session survives",
  async ({ circle, disk, device }) => {
    await device.editSession({ expires_at: "2020-01-01T00:00:00.000Z" });
    await disk.fill();
    const { code, stderr } = await device.run(["whoami"]);
    assert.equal(code, 1);
    assert.match(stderr, /the disk is full/);
    await disk.clear();
    circle.advance(60_000); // longer than a spent refresh token is still taken
    assert.equal((await device.run(["whoami"])).code, 0);
  },
);

testOnDisk(
  "a read-only config folder: saved sessions work, and a login says why it fails",
  async ({ circle, disk, device }) => {
    await Deno.chmod(device.configFile, 0o644);
    disk.makeReadOnly();
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

testOnDisk(
  "login: is undone at the server when it cannot be saved",
  async ({ circle, disk, device }) => {
    disk.makeReadOnly();
    const ben = await circle.join();
    const { code } = await device.run(
      ["login", "--server", circle.url, "--email", ben.email, "--password-stdin"],
      { input: ben.password },
    );
    assert.equal(code, 1);
    assert.equal((await ben.client.listSessions({})).length, 1); // the one of `join`
    const register = ["register", "--server", circle.url, "--email", "new@x.org", "--name", "N"];
    const { code: refused } = await device.run([...register, "--password-stdin"], {
      input: ben.password,
    });
    assert.equal(refused, 1);
    await circle.join({ email: "new@x.org" }); // is still free
  },
);

testOnDisk(
  "logout: ends the session even if that cannot be saved, and says what is left",
  async ({ disk, device }) => {
    disk.makeReadOnly();
    const { code, stderr } = await device.run(["logout"]);
    assert.equal(code, 1);
    assert.match(
      stderr,
      /^circle: The session has ended\. But it could not be removed from the config file: .* it is read-only\./,
    );
    assert.equal((await device.run(["whoami"])).code, 1); // a refresh needs the file
  },
);

testOnDisk("doctor: reports a full disk", async ({ disk, device }) => {
  assert.equal((await device.run(["doctor"])).code, 0);
  await disk.fill();
  const { code, stdout } = await device.run(["doctor"]);
  assert.equal(code, 1);
  assert.match(stdout, /^config disk +BAD +.* the disk is full\./m);
});

async function tryToLogIn(circle: Circle, device: Device) {
  const { email, password } = await circle.join();
  return await device.run(
    ["login", "--quiet", "--server", circle.url, "--email", email, "--password-stdin"],
    { input: password },
  );
}
