import assert from "node:assert/strict";
import { createTestClient } from "../../support/circle.ts";
import {
  dumpCircle,
  startHostedCircle,
  startHostedProcess,
  startHostedServer,
} from "../../support/hosted_circle.ts";
import { listFiles } from "../../support/list_files.ts";
import { pause } from "../../support/pause.ts";
import { readFolder } from "../../support/read_folder.ts";
import {
  assertAdminFails,
  backUp,
  runAdmin,
  runAdminProcess,
  startAdminProcess,
} from "../../support/run_admin.ts";
import { readResult } from "../../support/run_program.ts";
import { CAN_MOUNT, mountSmallDisk } from "../../support/small_disk.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";
import { testDialect } from "../../support/test_database.ts";
import { testOnSqlite } from "../../support/test_on_sqlite.ts";
import { UNPRIVILEGED } from "../../support/unprivileged.ts";

/** Backups that are killed; with more the moments lie closer together. */
const KILLS = Number(Deno.env.get("CIRCLE_TEST_ROUNDS") ?? 5);

const IS_SERVED = testDialect() !== "pglite"; // which processes cannot reach
const NAME = /^circle-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ$/;

Deno.test({
  name: "backup: while others write, makes a whole copy of one moment, readable by its owner alone",
  ignore: !IS_SERVED,
  fn: async () => {
    await using circle = await startHostedCircle();
    const { settings, folder, server, anna } = circle;
    const acknowledged: string[] = [];
    let isDone = false;
    const writing = (async () => {
      while (!isDone) {
        const person = await createTestClient(server.url).client(anna.token).createPerson({
          params: { family_id: anna.family },
          body: { name: `Cousin ${crypto.randomUUID()}` },
        });
        acknowledged.push(person.id);
      }
    })();
    await pause(200);
    const before = [...acknowledged];
    const args = ["backup", `${folder}/backups`, "--json"];
    const { code, stdout } = await runAdminProcess(settings, args); // beside the writing
    isDone = true;
    await writing;
    assert.equal(code, 0);
    const made = JSON.parse(stdout);
    assert.match(made.path.slice(`${folder}/backups/`.length), NAME);
    assert.equal((await runAdmin(settings, ["verify", made.path])).code, 0);
    assert.equal((await Deno.stat(made.path)).mode! & 0o777, 0o700);
    for (const file of await listFiles(made.path)) {
      assert.equal((await Deno.stat(file)).mode! & 0o777, 0o600, file);
    }
    const restored = `${folder}/restored`;
    assert.equal((await runAdmin(settings, ["restore", made.path, restored])).code, 0);
    const people = (await dumpCircle({ CIRCLE_DATA_DIR: restored })).people as { id: string }[];
    assert.equal(people.length, made.rows.people);
    assert.deepEqual(before.filter((id) => !people.some((person) => person.id === id)), []);
  },
});

testOnSqlite(
  "backup: has no signing key, token, code or password, and leaves the circle as it was",
  async () => {
    await using circle = await startHostedProcess();
    const { settings, folder, server, anna, secrets, dataDir } = circle;
    await anna.client.createPerson({
      params: { family_id: anna.family },
      body: { name: "Born last" },
    });
    server.kill("SIGKILL");
    await server.status;
    const before = await readFolder(dataDir);
    assert.ok("circle.db-wal" in before, "some of it is in the WAL alone");
    const path = await backUp(settings, folder);
    const { "last-backup": note, ...after } = await readFolder(dataDir);
    assert.deepEqual(after, before);
    assert.match(
      atob(note!),
      /^\d{4}-\d\d-\d\dT[\d:.]+Z\n\/\S+\/backups\n$/,
      "nothing but the time and the folder",
    );
    assert.deepEqual((await listNames(path)).sort(), [
      "SHA256SUMS",
      "backup.json",
      "circle.db",
      "photos",
    ]);
    const key = (await Deno.readTextFile(`${dataDir}/signing-keys`)).trim().split(":")[1]!;
    const texts = [key, anna.password, anna.token, anna.refreshToken, ...Object.values(secrets)];
    const all = (await Promise.all((await listFiles(path)).map(readText))).join("");
    for (const text of ["für Oma", "Born last"]) assert.ok(all.includes(text), "as it would be");
    for (const text of texts) assert.ok(!all.includes(text), text);
  },
);

testOnSqlite("backup: its list of hashes is one that sha256sum reads", async () => {
  await using circle = await startHostedCircle();
  const path = await backUp(circle.settings, circle.folder);
  const { success, stdout } = await new Deno.Command("sha256sum", {
    args: ["--check", "--strict", "SHA256SUMS"],
    cwd: path,
  }).output();
  assert.ok(success);
  const lines = new TextDecoder().decode(stdout).trim().split("\n");
  assert.deepEqual(lines.length, (await listFiles(path)).length - 1);
  for (const line of lines) assert.match(line, /^(circle\.db|backup\.json|photos\/.*\.jpg): OK$/);
});

testOnSqlite(
  "backup --keep: removes the oldest, and what was interrupted, and nothing else",
  async () => {
    await using circle = await startHostedCircle();
    const backups = `${circle.folder}/backups`;
    await Deno.mkdir(`${backups}/circle-2020-01-01T00-00-00Z.unfinished/half`, { recursive: true });
    await Deno.mkdir(`${backups}/letters`);
    for (const name of ["circle-2020-01-02T00-00-00Z-10", "circle-2999-01-02T00-00-00Z"]) {
      await Deno.rename(await backUp(circle.settings, circle.folder), `${backups}/${name}`);
    }
    const [one, two, three] = [
      await backUp(circle.settings, circle.folder),
      await backUp(circle.settings, circle.folder),
      await backUp(circle.settings, circle.folder, ["--keep", "2"]),
    ];
    assert.equal(new Set([one, two, three]).size, 3, "also within a second");
    assert.deepEqual([one, two, three].sort(), [one, two, three], "as they were made");
    assert.deepEqual(
      (await listNames(backups)).map((name) => `${backups}/${name}`).sort(),
      [
        two,
        three,
        `${backups}/circle-2999-01-02T00-00-00Z`, // of another clock: it takes no place
        `${backups}/letters`,
      ].sort(),
    );
    for (const bad of ["0", "-1", "two", "1.5"]) {
      assert.equal((await runAdmin(circle.settings, ["backup", backups, "--keep", bad])).code, 2);
    }
  },
);

testOnSqlite(
  "backup: refuses where there is no circle or nobody in it, and says where it looked",
  async () => {
    await using folder = await makeTempFolder();
    const [dataDir, backups] = [`${folder.path}/data`, `${folder.path}/backups`];
    const refused = /^There is no circle in \S+\/data\/circle\.db\. Check CIRCLE_DATA_DIR\.\n$/;
    await assertAdminFails({ CIRCLE_DATA_DIR: dataDir }, ["backup", backups], refused);
    {
      await using _server = await startHostedServer({ CIRCLE_DATA_DIR: dataDir });
    }
    await assertAdminFails(
      { CIRCLE_DATA_DIR: dataDir },
      ["backup", backups],
      /^The circle in \S+\/data has no accounts, so there is nothing to back up\. Check CIRCLE_DATA_DIR\.\n$/,
    );
    assert.deepEqual(await listNames(folder.path), ["data"]);
  },
);

testOnSqlite("backup: refuses folders that cannot be used, with a sentence", async () => {
  await using circle = await startHostedCircle();
  const { settings, folder } = circle;
  await Deno.writeTextFile(`${folder}/file`, "");
  await assertAdminFails(
    settings,
    ["backup", `${folder}/file`],
    /^The folder \S+ cannot be used: .*\.\n$/,
  );
  await assertAdminFails(
    settings,
    ["backup", `${folder}/file/sub`],
    /^The folder \S+ cannot be used: .*\.\n$/,
  );
  if (UNPRIVILEGED === undefined) return;
  await Deno.mkdir(`${folder}/locked`, { mode: 0o500 });
  const { code, stderr } = await runAdminProcess(
    settings,
    ["backup", `${folder}/locked`],
    UNPRIVILEGED,
  );
  assert.equal(code, 1);
  assert.match(stderr, /^The folder \S+ cannot be used: this user may not\. .*\.\n$/);
});

Deno.test({
  name: "backup: is made beside the remains of one that it may not remove",
  ignore: UNPRIVILEGED === undefined || testDialect() !== "sqlite",
  fn: async () => {
    await using circle = await startHostedCircle();
    const backups = `${circle.folder}/backups`;
    const remains = `${backups}/circle-2026-11-24T03-15-00Z.unfinished`;
    await Deno.mkdir(remains, { recursive: true });
    await Deno.writeTextFile(`${remains}/circle.db`, "of another account");
    await Deno.chmod(remains, 0o500);
    const { code, stderr } = await runAdminProcess(
      circle.settings,
      ["backup", backups],
      UNPRIVILEGED,
    );
    assert.deepEqual([code, stderr], [0, ""]);
    await Deno.chmod(remains, 0o700);
  },
});

Deno.test({
  name: "backup: on a full disk fails with a sentence, and leaves nothing behind",
  ignore: !CAN_MOUNT || testDialect() !== "sqlite",
  fn: async () => {
    await using circle = await startHostedCircle();
    await using disk = await mountSmallDisk(1);
    for (const left of [16, 128, 300]) {
      await Deno.writeFile(`${disk.path}/other`, new Uint8Array((1024 - left) * 1024));
      const { code, stderr } = await runAdmin(circle.settings, ["backup", disk.path]);
      assert.equal(code, 1, `${left} KiB left`);
      assert.match(stderr, /^There is no room [^\n]+\. Nothing was left behind\.\n$/);
      assert.deepEqual(await listNames(disk.path), ["other"]);
    }
  },
});

testOnSqlite(
  `a backup that is killed ${KILLS} times at any moment never has the name of a whole one`,
  async (t) => {
    await using circle = await startHostedCircle();
    const backups = `${circle.folder}/backups`;
    const startedAt = performance.now();
    assert.equal((await runAdminProcess(circle.settings, ["backup", backups])).code, 0);
    const usual = performance.now() - startedAt;
    for (let round = 0; round < KILLS; round++) {
      const delay = usual * (0.5 + 0.5 * round / KILLS);
      await t.step(`after ${Math.round(delay)} ms`, async () => {
        const process = startAdminProcess(circle.settings, ["backup", backups]);
        await pause(delay);
        try {
          process.kill("SIGKILL");
        } catch { /* it was done */ }
        await readResult(process);
        for (const name of (await listNames(backups)).filter((name) => NAME.test(name))) {
          assert.equal((await runAdmin({}, ["verify", `${backups}/${name}`])).code, 0, name);
        }
      });
    }
    await backUp(circle.settings, circle.folder, ["--keep", "1"]);
    assert.equal((await listNames(backups)).length, 1);
  },
);

async function readText(path: string): Promise<string> {
  return new TextDecoder().decode(await Deno.readFile(path));
}

async function listNames(folder: string): Promise<string[]> {
  return await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
}
