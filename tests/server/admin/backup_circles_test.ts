import assert from "node:assert/strict";
import { basename } from "node:path";
import { makePassphrasesCheap } from "../../support/cheap_passphrases.ts";
import {
  type HostedCircle,
  startHostedCircle,
  startHostedServer,
} from "../../support/hosted_circle.ts";
import { backUp, runAdmin } from "../../support/run_admin.ts";
import { testDialect } from "../../support/test_database.ts";
import { testOnSqlite } from "../../support/test_on_sqlite.ts";

makePassphrasesCheap();

testOnSqlite(
  "backup --keep: removes no backup of the family that an empty circle has replaced",
  async () => {
    await using circle = await startHostedCircle();
    const backups = `${circle.folder}/backups`;
    // Of days ago: names of this second would be free again once they are moved away.
    const good = [1, 2].map((day) => `${backups}/circle-2026-01-0${day}T00-00-00Z`);
    for (const path of good) await Deno.rename(await backUp(circle.settings, circle.folder), path);
    await using _stranger = await replaceCircle(circle);
    for (let night = 1; night <= 3; night++) {
      const args = ["backup", backups, "--keep", "1"];
      const { code, stdout, stderr } = await runAdmin(circle.settings, args);
      assert.equal(code, 1, "so that the timer's unit fails, every night");
      assert.doesNotMatch(stdout, /Removed/);
      assert.match(
        stderr,
        /^The backup is made, but \S+\/backups has 2 backups of another circle\./,
      );
      assert.match(
        stderr,
        /^This circle began \d{4}-.* UTC and has 1 account; that of circle-\S+Z began .* has 2 accounts\.$/m,
      );
      assert.match(stderr, /stop the server, and mount its disk or restore that\nbackup\./);
      assert.equal((await listNames(backups)).length, 2 + night);
    }
    const check = await runAdmin(circle.settings, ["check"]);
    assert.equal(check.code, 1);
    assert.match(
      check.stdout,
      /^FAILED +backups +2 backups in \S+\/backups are of another circle: that of circle-\S+Z began .* and has 2 accounts\.$/m,
    );
    assert.match(check.stdout, /^ok +backups +3 backups in /m);
    const { stdout: stats } = await runAdmin(circle.settings, ["stats"]);
    assert.match(stats, /^Backups +3 in \S+, the newest .* old$/m);
    assert.match(stats, /^ +of another circle +2: see deno task admin check$/m);
    for (const path of good) {
      await Deno.rename(path, path.replace("/backups/", "/"));
    }
    const { code, stdout } = await runAdmin(circle.settings, ["backup", backups, "--keep", "1"]);
    assert.equal(code, 0, "each circle has a folder now");
    assert.match(stdout, /^Removed the oldest: circle-\S+, circle-\S+, circle-\S+$/m);
  },
);

testOnSqlite(
  "backup --keep: one that a wrong clock dates to the future takes no place",
  async () => {
    await using circle = await startHostedCircle();
    const backups = `${circle.folder}/backups`;
    const made = await backUp(circle.settings, circle.folder);
    await Deno.rename(made, `${backups}/circle-2099-01-01T00-00-00Z`);
    const past = [1, 2].map((day) => `${backups}/circle-2026-01-0${day}T00-00-00Z`);
    for (const path of past) await Deno.rename(await backUp(circle.settings, circle.folder), path);
    await backUp(circle.settings, circle.folder, ["--keep", "2"]);
    const names = await listNames(backups);
    assert.equal(names.length, 3, "two of the past, and that of the future");
    assert.ok(names.includes(basename(past[1]!)) && !names.includes(basename(past[0]!)));
  },
);

testOnSqlite("backup --keep: one that lacks files takes no place, and is named", async () => {
  await using circle = await startHostedCircle();
  const backups = `${circle.folder}/backups`;
  const past = [1, 2, 3, 4].map((day) => `${backups}/circle-2026-01-0${day}T00-00-00Z`);
  for (const path of past) await Deno.rename(await backUp(circle.settings, circle.folder), path);
  await Deno.remove(`${past[2]}/circle.db`);
  await Deno.truncate(`${past[3]}/SHA256SUMS`);
  const args = ["backup", backups, "--keep", "2"];
  const { code, stdout } = await runAdmin(circle.settings, args);
  assert.equal(code, 0);
  assert.match(stdout, /^Removed the oldest: circle-2026-01-01T00-00-00Z$/m);
  assert.match(
    stdout,
    /^Damaged, so neither counted nor removed: circle-2026-01-03\S+, circle-2026-01-04\S+ \(see admin verify\)$/m,
  );
  assert.equal((await listNames(backups)).length, 4, "the new one, a whole one and the damaged");
});

testOnSqlite("admin check: says that all backups in a folder are of another circle", async () => {
  await using circle = await startHostedCircle();
  await backUp(circle.settings, circle.folder);
  await using _stranger = await replaceCircle(circle);
  const { code, stdout } = await runAdmin(circle.settings, ["check"]);
  assert.equal(code, 1);
  assert.match(stdout, /^FAILED +backups +1 backup in \S+\/backups is of another circle: /m);
  assert.doesNotMatch(stdout, /no backup/);
  const stats = await runAdmin(circle.settings, ["stats"]);
  assert.match(stats.stdout, /^Backups +none of this circle in \S+\/backups$/m);
});

Deno.test({
  name: "admin check, stats: backups of another circle, where nobody has registered in this one",
  ignore: testDialect() === "pglite", // which processes cannot reach
  fn: async () => {
    await using circle = await startHostedCircle();
    await backUp(circle.settings, circle.folder);
    await backUp(circle.settings, circle.folder);
    const dataDir = `${circle.folder}/new/data`;
    await using empty = await startHostedServer({ CIRCLE_DATA_DIR: dataDir });
    const settings = { CIRCLE_DATA_DIR: dataDir, CIRCLE_PORT: new URL(empty.url).port };
    const folder = `${circle.folder}/backups`;
    const none = await runAdmin(settings, ["check"]);
    assert.equal(none.code, 0, none.stdout);
    assert.match(
      none.stdout,
      /^WARNING +backups +Nobody has registered in this circle, in \S+\/new\/data\.$/m,
    );
    assert.equal((await runAdmin(settings, ["stats"])).code, 0);
    const expected =
      /Nobody has registered in this circle.*; the 2 backups in \S+\/backups are of another \(the newest, circle-\S+Z, has 2 accounts, made \d{4}-.* UTC\)\./;
    const find = async (args: readonly string[]) => {
      const { code, stdout, stderr } = await runAdmin(settings, args);
      assert.equal(code, 1, stdout);
      assert.match(stdout + stderr, expected);
      return stdout;
    };
    const named = await find(["check", "--backups", folder]);
    assert.match(named, /^FAILED +backups +Nobody/m);
    assert.match(named, /mount the disk of the circle or restore that backup\.$/m);
    assert.doesNotMatch(named, /^ok +backups/m);
    await find(["stats", "--backups", folder]);
    await Deno.rename(folder, `${circle.folder}/new/backups`);
    await find(["check"]);
    await find(["stats"]);
  },
});

testOnSqlite("restore, verify: say that backups of another circle stand beside it", async () => {
  await using circle = await startHostedCircle();
  const one = await backUp(circle.settings, circle.folder);
  const two = await backUp(circle.settings, circle.folder);
  assert.equal((await runAdmin({}, ["verify", one])).stderr, "", "both are of one circle");
  await using _stranger = await replaceCircle(circle);
  const backups = `${circle.folder}/backups`;
  assert.equal((await runAdmin(circle.settings, ["backup", backups])).code, 1);
  const newest = (await listNames(backups)).sort().at(-1)!;
  const expected = new RegExp(
    "^2 backups of another circle with 2 accounts stand beside it, the newest " +
      `${two.slice(backups.length + 1)}, made \\d{4}-\\S+ \\S+ UTC\\.\n` +
      `${newest} is of a circle with 1 account: is it the one you mean\\?\n$`,
  );
  for (const args of [["verify", newest], ["restore", newest, `${circle.folder}/restored`]]) {
    const [command, name, ...more] = args;
    const { code, stderr } = await runAdmin({}, [command!, `${backups}/${name}`, ...more]);
    assert.equal(code, 0);
    assert.match(stderr, expected);
  }
  const older = await runAdmin({}, ["verify", one]);
  assert.match(older.stderr, /^1 backup of another circle with 1 account stands beside it, /);
  const refused = await runAdmin(
    { CIRCLE_DATA_DIR: circle.dataDir },
    ["restore", `${backups}/${newest}`],
  );
  assert.equal(refused.code, 1, "a server runs there");
  assert.match(refused.stderr, /^2 backups of another circle .*\n.*\nA server runs on /);
});

testOnSqlite("backup --keep: knows those of earlier versions by their database", async () => {
  await using circle = await startHostedCircle();
  const one = await backUp(circle.settings, circle.folder);
  await changeInfo(one, { circle_began_at: undefined });
  await backUp(circle.settings, circle.folder, ["--keep", "1"]);
  await assert.rejects(Deno.stat(one), Deno.errors.NotFound);
});

testOnSqlite("backup --keep: names those that it cannot know, and never removes them", async () => {
  await using circle = await startHostedCircle();
  const [backups, phrase] = [`${circle.folder}/backups`, `${circle.folder}/phrase`];
  await Deno.writeTextFile(phrase, "sailing boats in the garden\n");
  const one = await backUp(circle.settings, circle.folder, ["--passphrase-file", phrase]);
  await changeInfo(one, { circle_began_at: undefined });
  await Deno.mkdir(`${backups}/circle-2020-01-02T00-00-00Z`);
  const keep = async () =>
    await runAdmin(circle.settings, [
      ...["backup", backups, "--keep", "1", "--passphrase-file", phrase],
    ]);
  assert.equal((await keep()).code, 0);
  const { code, stdout, stderr } = await keep();
  assert.deepEqual([code, stderr], [0, ""]);
  assert.match(stdout, /^Removed the oldest: circle-\S+Z$/m);
  const name = one.slice(backups.length + 1);
  assert.ok(
    stdout.includes(
      "Not removed, since nothing here says which circle they are of: " +
        `circle-2020-01-02T00-00-00Z, ${name}`,
    ),
    stdout,
  );
  const { rows } = JSON.parse(await Deno.readTextFile(`${one}/backup.json`));
  await changeInfo(one, { rows: { ...rows, accounts: 5 } });
  const larger = await keep();
  assert.equal(larger.code, 1, "2 accounts are too few for the same circle");
  assert.match(larger.stderr, /; that of circle-\S+Z has 5 accounts\.$/m);
  assert.equal((await listNames(backups)).length, 4);
});

Deno.test({
  name: "a restored circle, and a copied one, is the same circle for its backups",
  ignore: testDialect() === "pglite", // which processes cannot reach
  fn: async () => {
    await using circle = await startHostedCircle();
    const { settings, folder } = circle;
    const phrase = `${folder}/phrase`;
    await Deno.writeTextFile(phrase, "sailing boats in the garden\n");
    const one = await backUp(settings, folder, ["--passphrase-file", phrase]);
    const { circle_began_at } = JSON.parse(await Deno.readTextFile(`${one}/backup.json`));
    assert.match(circle_began_at, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    const [restored, copied] = [`${folder}/restored`, `${folder}/copied`];
    const restore = ["restore", one, restored, "--passphrase-file", phrase];
    assert.equal((await runAdmin({}, restore)).code, 0);
    assert.equal((await runAdmin(settings, ["copy-to", copied])).code, 0);
    // Else the name of its second would be free again, and older than that of the next second.
    await Deno.rename(one, `${folder}/backups/circle-2026-01-01T00-00-00Z`);
    for (const dataDir of [restored, copied]) {
      await backUp({ CIRCLE_DATA_DIR: dataDir }, folder, ["--keep", "1"]);
      assert.equal((await listNames(`${folder}/backups`)).length, 1, dataDir);
    }
  },
});

/** Starts a server where the data folder is gone, and lets a stranger register. */
async function replaceCircle({ dataDir, server, settings }: HostedCircle) {
  await server.stop();
  await Deno.rename(dataDir, `${dataDir}-away`);
  const stranger = await startHostedServer(settings);
  await stranger.join({ name: "Stranger" });
  return stranger;
}

/** Changes what a backup says of itself. */
async function changeInfo(path: string, changes: Readonly<Record<string, unknown>>): Promise<void> {
  const file = `${path}/backup.json`;
  const info = JSON.parse(await Deno.readTextFile(file));
  await Deno.writeTextFile(file, JSON.stringify({ ...info, ...changes }));
}

async function listNames(folder: string): Promise<string[]> {
  return await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
}
