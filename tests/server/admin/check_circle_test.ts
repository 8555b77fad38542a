import assert from "node:assert/strict";
import { checkAddress } from "../../../server/admin/checks/check_address.ts";
import { checkCircle } from "../../../server/admin/check_circle.ts";
import { checkModes } from "../../../server/admin/checks/check_files.ts";
import type { Finding } from "../../../server/admin/checks/finding.ts";
import { SYSTEM } from "../../../server/config/system.ts";
import { openDatabase } from "../../../server/database/open.ts";
import { DAY, timestampAfter, timestampBefore } from "../../../server/database/timestamps.ts";
import { startAnsweringServer } from "../../support/answering_server.ts";
import {
  type HostedCircle,
  settingsOf,
  startHostedCircle,
  startHostedServer,
} from "../../support/hosted_circle.ts";
import { listFiles } from "../../support/list_files.ts";
import { assertAdminFails, backUp, runAdmin } from "../../support/run_admin.ts";
import { CAN_MOUNT, mountSmallDisk } from "../../support/small_disk.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";
import { testDialect } from "../../support/test_database.ts";
import { testOnSqlite } from "../../support/test_on_sqlite.ts";

const IS_SERVED = testDialect() !== "pglite"; // which processes cannot reach

Deno.test({
  name: "admin check: all is well with a circle that was set up as the docs say",
  ignore: !IS_SERVED,
  fn: async () => {
    await using circle = await startHostedCircle();
    const settings = addPort(circle);
    await backUp(circle.settings, circle.folder);
    const args = ["check", "--backups", `${circle.folder}/backups`];
    const { code, stdout } = await runAdmin(settings, args);
    assert.match(stdout, /^All is well\.$/m);
    assert.equal(code, 0);
    assert.match(stdout, /^ok +photos +1 photo, \d+\.\d kB, each as it was stored$/m);
    assert.match(stdout, /^ok +address +http:\S+ answers, and serves this circle$/m);
    assert.match(stdout, /^ok +backups +1 backup in .*, the newest \d+ seconds? old$/m);
    const findings: Finding[] = JSON.parse((await runAdmin(settings, [...args, "--json"])).stdout);
    assert.deepEqual(new Set(findings.map(({ state }) => state)), new Set(["ok"]));
    assert.deepEqual([...new Set(findings.map(({ check }) => check))], [
      "settings",
      "database",
      "photos",
      "clock",
      "modes",
      "disk",
      "proxies",
      "address",
      "backups",
    ]);
  },
});

Deno.test({
  name: "admin check: exits 1 if anything failed, and says what to do",
  ignore: !IS_SERVED,
  fn: async () => {
    await using circle = await startHostedCircle();
    for (const photo of await listPhotos(circle)) await Deno.remove(photo);
    const { code, stdout } = await runAdmin(addPort(circle), ["check"]);
    assert.equal(code, 1);
    assert.match(
      stdout,
      /^FAILED +photos +1 photo has missing or damaged files: \S+\n +Copy them .*: cp -a BACKUP\/photos\/\. (\S+)\/ && chown -R \S+: \1$/m,
    );
    assert.match(stdout, /^WARNING +backups +There is no backup in /m);
    assert.match(stdout, /^1 check failed, 1 warning\.$/m);
  },
});

Deno.test({
  name: "admin check: finds photos that are cut short or changed, and files without a photo",
  ignore: !IS_SERVED,
  fn: async () => {
    await using circle = await startHostedCircle();
    const [large, small] = (await listPhotos(circle)).sort();
    const damage: Record<string, (bytes: Uint8Array) => Uint8Array> = {
      [large!]: (bytes) => bytes.with(bytes.length - 1, bytes.at(-1)! ^ 1),
      [small!]: (bytes) => bytes.slice(0, -1),
    };
    for (const [file, change] of Object.entries(damage)) {
      const bytes = await Deno.readFile(file);
      await Deno.writeFile(file, change(bytes));
      assert.match((await find(circle, "photos")).finding, /^1 photo has missing or damaged/);
      await Deno.writeFile(file, bytes);
    }
    assert.equal((await find(circle, "photos")).state, "ok");
    const stray = large!.replace(/[0-9a-f]{64}/, "0".repeat(64));
    await Deno.writeTextFile(stray, "");
    assert.equal((await findAll(circle, "photos")).length, 1, "it may be one that is being sent");
    const old = new Date(Date.now() - 4 * DAY);
    await Deno.utime(stray, old, old);
    const { state, finding } = (await findAll(circle, "photos"))[1]!;
    assert.equal(state, "warning");
    assert.match(finding, /^1 file belongs to no photo: ..\/0{64}-/);
  },
});

testOnSqlite(
  "admin check: finds photos that the server may not use, and what mends it",
  async () => {
    await using circle = await startHostedCircle();
    const photos = `${circle.dataDir}/photos`;
    const [file] = await listPhotos(circle);
    await Deno.chmod(file!, 0);
    await assertClosed(file!, / mode 0\)/);
    const prefix = file!.slice(0, file!.lastIndexOf("/"));
    await Deno.chmod(prefix, 0o500);
    await assertClosed(prefix, / mode 500\)/);
    if (Deno.uid() !== 0) return;
    await run(`chown -R 65534 ${photos}`);
    assert.equal((await find(circle, "photos")).state, "ok");
    await Deno.chown(file!, 0, 0);
    await assertClosed(file!, /\(of root, mode 600\)/);
    const { uid } = await Deno.stat(file!);
    assert.equal(uid, 65534);

    async function assertClosed(path: string, why: RegExp): Promise<void> {
      const { state, finding, advice } = await find(circle, "photos");
      assert.equal(state, "failed");
      assert.match(finding, /^1 file or folder of photos cannot be used by \w+: /);
      assert.ok(finding.includes(path), finding);
      assert.match(finding, why);
      for (const command of advice!.replace("As root: ", "").split(" && ")) await run(command);
      assert.deepEqual((await findAll(circle, "photos")).map(({ state }) => state), ["ok"]);
    }
  },
);

testOnSqlite("admin check: finds what others can open, and what the server cannot", async () => {
  await using circle = await startHostedCircle();
  for (const name of ["", "/circle.db", "/signing-keys"]) {
    const path = circle.dataDir + name;
    const { mode } = await Deno.stat(path);
    await Deno.chmod(path, mode! | 0o040);
    const { state, finding, advice } = await find(circle, "modes");
    assert.deepEqual([state, finding], ["failed", `Others can open ${path}.`]);
    await run(advice!);
    assert.equal((await find(circle, "modes")).state, "ok");
  }
  const path = `${circle.folder}/circle.env`;
  const url = "postgres://circle:secret@127.0.0.1/circle";
  await Deno.writeTextFile(path, `CIRCLE_DATABASE_URL=${url}`, { mode: 0o640 });
  const file = { path, settings: { CIRCLE_DATABASE_URL: url } };
  const { config } = settingsOf(circle.settings);
  const checkFile = () => checkModes({ config, secrets: {} }, file);
  assert.equal((await checkFile())[0]!.state, "ok", "the server may be of its group");
  await Deno.chmod(path, 0o644);
  const [{ state, finding } = {}] = await checkFile();
  assert.deepEqual([state, finding], ["failed", `Others can open ${path}.`]);
  if (Deno.uid() !== 0) return;
  await Deno.chown(`${circle.dataDir}/signing-keys`, 65534, 65534);
  const { finding: belongs, advice } = await find(circle, "modes");
  assert.match(belongs, /signing-keys belongs to another user than its folder\.$/);
  await run(advice!);
  assert.equal((await find(circle, "modes")).state, "ok");
});

testOnSqlite("admin check: finds a damaged database, and one that is not there", async () => {
  await using circle = await startHostedCircle();
  await circle.server.stop();
  const file = `${circle.dataDir}/circle.db`;
  using opened = await Deno.open(file, { write: true });
  await opened.seek(4096 * 3, Deno.SeekMode.Start);
  await opened.write(new Uint8Array(4096 * 20).fill(7));
  const { state, finding } = await find(circle, "database");
  assert.equal(state, "failed");
  assert.match(finding, /damaged|fault/);
  await assertAdminFails(circle.settings, ["backup"], /^The database is damaged\. Stop /);
  const elsewhere = await check({ CIRCLE_DATA_DIR: `${circle.folder}/none` });
  assert.match(
    elsewhere.find(({ check }) => check === "database")!.finding,
    /^There is no circle in \S+\. Check CIRCLE_DATA_DIR\.$/,
  );
});

Deno.test({
  name: "admin check: finds a clock that is behind the newest entry",
  ignore: !IS_SERVED,
  fn: async () => {
    await using circle = await startHostedCircle();
    assert.equal((await find(circle, "clock")).state, "ok");
    const { config, secrets } = settingsOf(circle.settings);
    const database = await openDatabase(config, secrets);
    const last_used_at = timestampAfter(new Date(), 3 * DAY);
    await database.write.updateTable("sessions").set({ last_used_at }).execute();
    await database.close();
    const { state, finding } = await find(circle, "clock");
    assert.equal(state, "failed");
    assert.equal(finding, "The clock of this machine is 3 days behind the newest entry.");
  },
});

Deno.test({
  name: "admin check: finds a clock that is not that of PostgreSQL",
  ignore: testDialect() !== "postgres",
  fn: async () => {
    await using circle = await startHostedCircle();
    const now = () => new Date(Date.now() + DAY);
    const findings = await checkCircle({ now }, { environment: circle.settings });
    const { state, finding } = findings.find(({ check }) => check === "clock")!;
    assert.equal(state, "failed");
    assert.equal(finding, "The clock of PostgreSQL is 24 hours behind this machine's.");
  },
});

testOnSqlite("admin check: warns of proxies that are too many, or none", async () => {
  await using circle = await startHostedCircle();
  const states: Record<string, string> = {};
  for (
    const range of ["127.0.0.1", "172.18.0.0/16", "172.16.0.0/12", "fd00::/8", "fd00::/64", ""]
  ) {
    const { state } = await find(circle, "proxies", {
      CIRCLE_TRUSTED_PROXIES: range,
      CIRCLE_PUBLIC_URL: "https://127.0.0.1:1",
    });
    states[range] = state;
  }
  assert.deepEqual(states, {
    "127.0.0.1": "ok",
    "172.18.0.0/16": "ok",
    "172.16.0.0/12": "warning",
    "fd00::/8": "warning",
    "fd00::/64": "ok",
    "": "warning",
  });
  assert.equal((await find(circle, "proxies")).state, "ok", "without a proxy in front");
});

testOnSqlite("admin check: finds a public URL that leads elsewhere, or nowhere", async () => {
  await using circle = await startHostedCircle();
  const ask = async (url: string) => (await find(circle, "address", { CIRCLE_PUBLIC_URL: url }));
  assert.match(
    (await ask(await findClosedUrl())).finding,
    /^http:\S+ cannot be reached \(Conn.*\)\.$/,
  );
  assert.match(
    (await ask(circle.server.url)).finding,
    /leads to a server that calls itself https:\/\/circle\.example\.org\.$/,
  );
  const answers: Record<string, [Response, RegExp]> = {
    "a page": [new Response("<h1>It works!</h1>"), /is no server of CircleShare/],
    "other JSON": [Response.json({ status: "ok" }), /is no server of CircleShare/],
    "null": [Response.json(null), /is no server of CircleShare/],
    "not found": [new Response("", { status: 404 }), /answers 404 instead/],
    "a redirect": [Response.redirect(`${circle.server.url}/health`), /answers 302 instead/],
  };
  for (const [name, [response, sentence]] of Object.entries(answers)) {
    await using other = await startAnsweringServer(() => response);
    const { state, finding } = await ask(other.url);
    assert.equal(state, "failed", name);
    assert.match(finding, sentence, name);
  }
});

testOnSqlite(
  "admin check: finds an address of another circle that calls itself alike",
  async () => {
    await using circle = await startHostedCircle();
    await using other = await startHostedServer({ CIRCLE_DATA_DIR: `${circle.folder}/other` });
    assert.equal((await find(circle, "address")).state, "ok");
    const port = new URL(other.url).port;
    const { state, finding } = await find(circle, "address", { CIRCLE_PORT: port });
    assert.equal(state, "failed");
    assert.match(finding, /^http:\S+ leads to the server of another circle\.$/);
  },
);

testOnSqlite("admin check: finds a server that cannot use its database", async () => {
  await using circle = await startHostedCircle();
  const moved = `${circle.folder}/moved`;
  await Deno.rename(circle.dataDir, moved);
  const { finding } = await checkAddress({
    ...settingsOf({ CIRCLE_DATA_DIR: moved }).config,
    port: Number(new URL(circle.server.url).port),
  }, undefined);
  assert.match(finding, /^The server at \S+ cannot use its database\.$/);
});

testOnSqlite("admin check: tells how old the newest backup is", async () => {
  await using circle = await startHostedCircle();
  const path = await backUp(circle.settings, circle.folder);
  const info = JSON.parse(await Deno.readTextFile(`${path}/backup.json`));
  for (const [days, expected] of [[1, "ok"], [3, "warning"], [9, "failed"]] as const) {
    const made_at = timestampBefore(new Date(), days * DAY);
    await Deno.writeTextFile(`${path}/backup.json`, JSON.stringify({ ...info, made_at }));
    const { state, finding } = await find(circle, "backups");
    assert.equal(state, expected);
    assert.match(finding, days === 1 ? /24 hours old$/ : new RegExp(`${days} days old$`));
  }
  const made_at = timestampBefore(new Date(), -3 * DAY);
  await Deno.writeTextFile(`${path}/backup.json`, JSON.stringify({ ...info, made_at }));
  const { state, finding, advice } = await find(circle, "backups");
  assert.equal(state, "warning");
  assert.match(finding, /, the newest made 3 days later than it is now$/);
  assert.match(advice!, /^Is the clock of this machine right\?/);
  const { stdout } = await runAdmin(circle.settings, ["stats"]);
  assert.match(stdout, /^Backups +1 in \S+, the newest made 3 days later than it is now: look /m);
  const lost = { ...info, lost_photos: ["photos/ab/x-large.jpg"] };
  await Deno.writeTextFile(`${path}/backup.json`, JSON.stringify(lost));
  assert.equal((await find(circle, "backups")).state, "warning");
  await using empty = await makeTempFolder();
  const named = await check(circle.settings, { backups: empty.path });
  assert.equal(named.find(({ check }) => check === "backups")!.state, "failed");
});

testOnSqlite("admin check: knows the backups after a restore, on another machine too", async () => {
  await using circle = await startHostedCircle();
  const path = await backUp(circle.settings, `${circle.folder}/disk`);
  const dataDir = `${circle.folder}/new/data`;
  assert.equal((await runAdmin({}, ["restore", path, dataDir])).code, 0);
  const found = await check({ CIRCLE_DATA_DIR: dataDir });
  const { state, finding } = found.find(({ check }) => check === "backups")!;
  assert.equal(state, "ok");
  assert.match(finding, /^1 backup in \S+\/disk\/backups, the newest \d+ seconds? old$/);
});

testOnSqlite("admin check and stats: remember where the last backup was made", async () => {
  await using circle = await startHostedCircle();
  const { settings, folder } = circle;
  const readStats = async () => {
    const { code, stdout } = await runAdmin(settings, ["stats"]);
    assert.equal(code, 0);
    return stdout.match(/^Backups +(.*)$/m)![1];
  };
  const usual = await find(circle, "backups");
  assert.deepEqual([usual.state, usual.finding], [
    "warning",
    `There is no backup in ${folder}/backups.`,
  ]);
  assert.match(usual.advice!, /^Make one: deno task admin backup FOLDER, /);
  assert.equal(
    await readStats(),
    `none in ${folder}/backups: make one by deno task admin backup FOLDER`,
  );
  const elsewhere = `${folder}/elsewhere`;
  const path = await backUp(settings, elsewhere);
  const made = await find(circle, "backups");
  assert.equal(made.state, "ok");
  assert.ok(made.finding.startsWith(`1 backup in ${elsewhere}/backups, the newest `));
  assert.match((await readStats())!, /^1 in \S+\/elsewhere\/backups, the newest \d+ seconds? old$/);
  const info = JSON.parse(await Deno.readTextFile(`${path}/backup.json`));
  const made_at = timestampBefore(new Date(), 3 * DAY);
  await Deno.writeTextFile(`${path}/backup.json`, JSON.stringify({ ...info, made_at }));
  assert.match((await readStats())!, /3 days old: look why there is no newer one$/);
  await Deno.rename(elsewhere, `${folder}/moved`);
  const gone = await find(circle, "backups");
  assert.equal(gone.state, "warning");
  assert.match(
    gone.finding,
    /^The last backup was made \d+ seconds? ago in \S+\/elsewhere\/backups, and is gone from there\.$/,
  );
  assert.match((await readStats())!, /^none in \S+ any more, where the last was made /);
  const named = await check(settings, { backups: `${folder}/moved/backups` });
  assert.match(named.find(({ check }) => check === "backups")!.finding, /^1 backup in \S+\/moved/);
});

Deno.test({
  name: "admin check: finds a disk with little room",
  ignore: !CAN_MOUNT || testDialect() !== "sqlite",
  fn: async () => {
    await using disk = await mountSmallDisk(16);
    const findings = await check({ CIRCLE_DATA_DIR: disk.path });
    const { state, finding } = findings.find(({ check }) => check === "disk")!;
    assert.equal(state, "failed");
    assert.match(finding, /^16\.\d MB are free for \S+$/);
  },
});

testOnSqlite("admin check: with bad settings it says so, and checks nothing else", async () => {
  const findings = await check({ CIRCLE_PORT: "eighty", CIRCLE_LGO: "json" });
  assert.deepEqual(findings, [
    {
      check: "settings",
      state: "failed",
      finding: "CIRCLE_PORT must be a port number from 0 to 65535.",
    },
    {
      check: "settings",
      state: "warning",
      finding: "CIRCLE_LGO is not a setting.",
      advice: "Is CIRCLE_LOG meant?",
    },
  ]);
});

/** The settings of a circle with the port that its server took. */
function addPort({ settings, server }: HostedCircle): Record<string, string> {
  return { ...settings, CIRCLE_PORT: new URL(server.url).port };
}

async function listPhotos({ folder, dataDir }: HostedCircle): Promise<string[]> {
  const photos = testDialect() === "sqlite" ? `${dataDir}/photos` : `${folder}/photos`;
  return (await listFiles(photos)).filter((file) => file.endsWith(".jpg"));
}

async function check(
  environment: Readonly<Record<string, string>>,
  options: { readonly backups?: string } = {},
): Promise<Finding[]> {
  return await checkCircle(SYSTEM, { environment }, options);
}

async function findAll(
  circle: HostedCircle,
  name: string,
  more: Readonly<Record<string, string>> = {},
): Promise<Finding[]> {
  const findings = await check({ ...addPort(circle), ...more });
  return findings.filter(({ check }) => check === name);
}

async function find(...given: Parameters<typeof findAll>): Promise<Finding> {
  const [finding] = await findAll(...given);
  return finding!;
}

/** The address of a server that has ended. */
async function findClosedUrl(): Promise<string> {
  await using server = await startAnsweringServer(() => new Response());
  return server.url;
}

/** Runs a command that was advised. */
async function run(command: string): Promise<void> {
  const [program, ...args] = command.split(" ");
  assert.ok((await new Deno.Command(program!, { args }).output()).success, command);
}
