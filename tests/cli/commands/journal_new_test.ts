import assert from "node:assert/strict";
import { type Joined, startCircle } from "../../support/circle.ts";
import { type Device, makeDevice } from "../../support/device.ts";
import { addFamilyMember, letIn } from "../../support/family_members.ts";

interface Cron extends AsyncDisposable {
  readonly anna: Joined;
  readonly ben: Joined;
  readonly device: Device;
  /** The environment of a script of Ben's. */
  readonly env: Readonly<Record<string, string>>;
  readonly makeToken: (options: { read_only?: true; scopes?: ["journal:read"] }) => Promise<string>;
  /** Anna tells her family, or another one, something. */
  readonly tell: (text: string, family_id?: string) => Promise<void>;
  readonly news: (...flags: readonly string[]) => ReturnType<Device["run"]>;
}

/** A device on which nobody has logged in, with a script token of Ben's. */
async function openCron(): Promise<Cron> {
  await using resources = new AsyncDisposableStack();
  const circle = resources.use(await startCircle());
  const device = resources.use(await makeDevice());
  const anna = await circle.join({ name: "Anna" });
  const ben = await addFamilyMember(circle, anna, { name: "Ben" });
  const makeToken: Cron["makeToken"] = async (options) =>
    (await ben.client.createToken({ body: { name: "cron", ...options } })).token;
  const env = { CIRCLE_SERVER: circle.url, CIRCLE_TOKEN: await makeToken({ read_only: true }) };
  const opened = resources.move();
  return {
    anna,
    ben,
    device,
    env,
    makeToken,
    tell: async (text, family_id = anna.family) =>
      void await anna.client.createPost({ params: { family_id }, body: { text } }),
    news: (...flags) => device.run(["journal", "--new", ...flags], { env }),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

Deno.test("journal --new: with a token that may only read, shows each post once", async () => {
  await using cron = await openCron();
  const { news, tell, device, makeToken, env } = cron;
  assert.deepEqual(await news("--quiet"), { code: 0, stdout: "", stderr: "" });
  await tell("One");
  await tell("Two");
  const first = await news("--quiet");
  assert.deepEqual([first.code, first.stderr], [0, ""]);
  assert.match(first.stdout, /Two[^]*One/);
  assert.deepEqual(await news("--quiet"), { code: 0, stdout: "", stderr: "" });
  assert.equal((await news("--json")).stdout, "[]\n");
  await tell("Three");
  assert.match((await news("--search", "three")).stdout, /Three/, "searching marks nothing");
  assert.equal((await news("--search", "one")).stdout, "none\n");
  const second = await news();
  assert.match(second.stdout, /Three/);
  assert.doesNotMatch(second.stdout, /One|Two/);
  const CIRCLE_TOKEN = await makeToken({ scopes: ["journal:read"] });
  await tell("Four");
  const other = () => device.run(["journal", "--new"], { env: { ...env, CIRCLE_TOKEN } });
  const third = await other();
  assert.equal(third.code, 0, third.stderr);
  assert.match(third.stdout, /Four/, "another token of the account goes on there");
  assert.doesNotMatch(third.stdout, /One|Two|Three/);
  assert.equal((await other()).stdout, "none\n");
});

Deno.test("journal --new: keeps what was seen by family, and in a file of one's own", async () => {
  await using cron = await openCron();
  const { anna, ben, device, tell, news } = cron;
  const { id: other } = await anna.client.createFamily({ body: { name: "In-laws" } });
  await letIn({ ...anna, family: other }, ben);
  await tell("Elsewhere", other);
  await tell("Here");
  assert.match((await news("--family", anna.family)).stdout, /Here/);
  assert.match((await news("--family", other)).stdout, /Elsewhere/);
  assert.equal((await news("--family", other)).stdout, "none\n");
  const file = `${device.configDir}/seen.json`;
  assert.equal((await Deno.lstat(file)).mode! & 0o777, 0o600);
  assert.equal((await Deno.lstat(device.configDir)).mode! & 0o777, 0o700);
  assert.doesNotMatch(await Deno.readTextFile(file), /circle_/, "no token stands in it");
  await Deno.writeTextFile(file, "damaged");
  assert.match((await news("--family", other)).stdout, /Elsewhere/);
  assert.equal((await news("--family", other)).stdout, "none\n");
});

Deno.test("journal --new: says so where what was seen cannot be kept, and shows it anyway", async () => {
  await using cron = await openCron();
  const { device, tell, env } = cron;
  await tell("Look");
  await Deno.writeTextFile(`${device.configDir}-file`, "");
  for (const folder of ["", `${device.configDir}-file/config`]) {
    const { code, stdout, stderr } = await device.run(["journal", "--new", "--quiet"], {
      env: { ...env, CIRCLE_CONFIG_DIR: folder },
    });
    assert.equal(code, 0);
    assert.match(stdout, /Look/);
    assert.match(stderr, /^These posts come again the next time: .*(CIRCLE_CONFIG_DIR|not there)/);
  }
});

Deno.test("journal --new: what was seen is kept with the permissions of the real command", async () => {
  await using cron = await openCron();
  const { device, tell, env } = cron;
  await tell("Look");
  const news = () => device.runProcess(["journal", "--new", "--quiet"], { env });
  const first = await news();
  assert.deepEqual([first.code, first.stderr], [0, ""]);
  assert.match(first.stdout, /Look/);
  assert.deepEqual(await news(), { code: 0, stdout: "", stderr: "" });
});
