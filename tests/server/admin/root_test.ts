import assert from "node:assert/strict";
import { basename } from "node:path";
import { removeOldBackups } from "../../../server/admin/backups.ts";
import { startHostedCircle } from "../../support/hosted_circle.ts";
import { listFiles } from "../../support/list_files.ts";
import { backUp, runAdmin, runAdminProcess } from "../../support/run_admin.ts";
import { UNPRIVILEGED } from "../../support/unprivileged.ts";
import { testDialect } from "../../support/test_database.ts";

const NOBODY = 65534;

/** What root does in the place of the user of the server. */
function testAsRoot(name: string, fn: () => Promise<void>): void {
  const ignore = Deno.uid() !== 0 || UNPRIVILEGED === undefined || testDialect() !== "sqlite";
  Deno.test({ name, ignore, fn });
}

testAsRoot("backup by root: everything belongs to the user of the server", async () => {
  await using circle = await startHostedCircle();
  const { folder, settings, dataDir } = circle;
  await giveAll(dataDir);
  const [one, two] = [await backUp(settings, folder), await backUp(settings, folder)];
  for (const path of [`${folder}/backups`, one, two, `${two}/photos`, ...await listFiles(two)]) {
    assert.equal((await Deno.stat(path)).uid, NOBODY, path);
  }
  assert.deepEqual(await listOthers(dataDir), [], "also the note of the last backup");
  await Deno.mkdir(`${folder}/roots/backups`, { recursive: true });
  const third = await backUp(settings, `${folder}/roots`);
  assert.deepEqual(await listOthers(third), [], "also where the folder of backups is root's");
});

testAsRoot(
  "backup by root: writes through no link, and gives away nothing behind one",
  async () => {
    await using circle = await startHostedCircle();
    const { folder, settings, dataDir } = circle;
    await giveAll(dataDir);
    await Deno.writeTextFile(`${folder}/secret`, "of root");
    await Deno.symlink(`${folder}/secret`, `${dataDir}/last-backup.new`);
    await backUp(settings, folder);
    assert.equal((await Deno.stat(`${folder}/secret`)).uid, 0);
    assert.equal(await Deno.readTextFile(`${folder}/secret`), "of root");
  },
);

testAsRoot("restore by root: the new folder belongs to the user of the one above", async () => {
  await using circle = await startHostedCircle();
  const { folder, settings } = circle;
  const backup = await backUp(settings, folder);
  const home = `${folder}/home`;
  await Deno.mkdir(home);
  await Deno.chown(home, NOBODY, NOBODY);
  const restored = await runAdmin(settings, ["restore", backup, `${home}/new/data`]);
  assert.equal(restored.code, 0);
  assert.doesNotMatch(restored.stdout, /root/);
  assert.deepEqual(await listOthers(home), []);
  const roots = await runAdmin(settings, ["restore", backup, `${folder}/roots`]);
  assert.match(
    roots.stdout,
    /^Its files belong to root\. Give them to the user of the server: chown -R USER \/\S+\/roots$/m,
  );
});

testAsRoot("copy-to by root: the copy belongs to the user of the folder above", async () => {
  await using circle = await startHostedCircle();
  const { folder, settings } = circle;
  const home = `${folder}/home`;
  await Deno.mkdir(home);
  await Deno.chown(home, NOBODY, NOBODY);
  assert.equal((await runAdmin(settings, ["copy-to", `${home}/copy`])).code, 0);
  assert.ok((await listFiles(`${home}/copy`)).length > 4);
  assert.deepEqual(await listOthers(home), []);
});

testAsRoot("admin check and stats: say what they may not read, and nothing untrue", async () => {
  await using circle = await startHostedCircle();
  const { folder, settings, dataDir } = circle;
  const one = await backUp(settings, folder);
  const run = async (...args: string[]) =>
    (await runAdminProcess(settings, args, UNPRIVILEGED)).stdout;
  await giveAll(dataDir);
  await giveAll(one);
  const closed = await run("check");
  assert.match(
    closed,
    /^FAILED +database +This user may not open \S+\/data\/circle\.db\. Run this /m,
  );
  assert.match(closed, /^FAILED +modes +This user may not look at \S+\/data\/photos\.$/m);
  assert.match(
    closed,
    /^FAILED +backups +This user may not read \S+\/circle-\S+Z, the newest of 1/m,
  );
  assert.match(closed, / root gives it by: chown -R \S+ \/\S+\/circle-\S+Z$/m);
  await Deno.rename(one, `${folder}/away`);
  await giveAll(dataDir, 0);
  await giveAll(`${dataDir}/last-backup`);
  const unread = await run("check");
  assert.match(
    unread,
    /^FAILED +backups +This user may not read \S+\/data\/last-backup, so nobody knows/m,
  );
  assert.match(
    unread,
    /^FAILED +modes +\S+\/last-backup belongs to another user than its folder\.$/m,
  );
  assert.doesNotMatch(unread, /There is no backup/);
  assert.match(await run("stats"), /^Backups +unknown: this user may not read \S+\/last-backup$/m);
});

testAsRoot("backup --keep: names the command for a backup of root's, whole", async () => {
  await using circle = await startHostedCircle();
  const { folder, settings } = circle;
  const one = await backUp(settings, folder);
  const [own, name] = [[basename(one)], "circle-2999-11-28T10-00-00Z"];
  await assert.rejects(removeOldBackups(`${folder}/backups`, { name, own, keep: 1, uid: NOBODY }), {
    message:
      `The backup ${folder}/backups/${name} is made, but ${own[0]} belongs to another user, ` +
      `and cannot be removed. Root gives it to this user by: chown -R nobody ${one}`,
  });
  assert.ok((await Deno.stat(one)).isDirectory, "under its name");
});

/** Gives a folder and what is in it to the user of the server. */
async function giveAll(path: string, user = NOBODY): Promise<void> {
  const { success } = await new Deno.Command("chown", {
    args: ["-R", `${user}:${user}`, path],
  }).output();
  assert.ok(success);
}

/** What in a folder does not belong to the user of the server. */
async function listOthers(path: string): Promise<string[]> {
  const { stdout } = await new Deno.Command("find", {
    args: [path, "!", "-uid", String(NOBODY)],
  }).output();
  return new TextDecoder().decode(stdout).split("\n").filter((line) => line !== "");
}
