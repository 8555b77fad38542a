import assert from "node:assert/strict";
import { startCircle } from "../../support/circle.ts";
import { CAN_MOUNT, mountSmallDisk } from "../../support/small_disk.ts";
import { type Device, makeDevice } from "../../support/device.ts";

async function examine(device: Device, args: readonly string[] = []) {
  const { code, stdout } = await device.runProcess(["doctor", "--json", ...args]);
  const findings: { check: string; ok: boolean; finding: string }[] = JSON.parse(stdout);
  return {
    code,
    bad: findings.filter(({ ok }) => !ok).map(({ check }) => check),
    find: (check: string) => findings.find((finding) => finding.check === check)?.finding ?? "",
  };
}

Deno.test("doctor: reports no problem when there is none", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const anna = await circle.join();
  await device.logIn(anna, circle.url);
  const { code, bad, find } = await examine(device);
  assert.deepEqual({ code, bad }, { code: 0, bad: [] });
  assert.match(find("server"), new RegExp(`^${circle.url} answers in \\d+ ms$`));
  assert.match(find("version"), /^the server has (\S+), this command \1$/);
  assert.equal(find("token"), `from config file, of ${anna.email}`);
  assert.equal(find("config file"), `${device.configFile} has mode 0600`);
});

Deno.test("doctor: reports a wrong clock, and a refused token", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const anna = await circle.join();
  await device.logIn(anna, circle.url);
  await anna.client.logout({ query: { scope: "all" } });
  circle.advance(-3600_000);
  const { code, bad, find } = await examine(device);
  assert.deepEqual({ code, bad }, { code: 1, bad: ["clock", "token"] });
  assert.match(find("clock"), /^the server's is 3(599|600|601) s behind$/);
});

Deno.test({
  name: "doctor finds that the disk of the server is full",
  ignore: !CAN_MOUNT,
  async fn() {
    await using disk = await mountSmallDisk(4);
    await using circle = await startCircle({ CIRCLE_DATA_DIR: `${disk.path}/data` });
    await using device = await makeDevice();
    await device.logIn(await circle.join(), circle.url);
    await disk.fill();
    const { code, bad } = await examine(device);
    assert.deepEqual({ code, bad }, { code: 1, bad: ["database"] });
  },
});

Deno.test("doctor: reports a config folder that others can read", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  await device.logIn(await circle.join(), circle.url);
  await Deno.chmod(device.configDir, 0o755);
  const { code, bad } = await examine(device);
  assert.deepEqual({ code, bad }, { code: 1, bad: ["config folder"] });
});

Deno.test("doctor: exits with 3 when no server answers, and still checks the files", async () => {
  await using device = await makeDevice();
  const { code, bad, find } = await examine(device, ["--server", "https://127.0.0.1:9"]);
  assert.deepEqual({ code, bad }, { code: 3, bad: ["server"] });
  assert.match(find("server"), /cannot be reached/);
  assert.match(find("config file"), /does not exist yet$/);
});
