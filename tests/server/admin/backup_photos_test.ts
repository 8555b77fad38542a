import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { makePassphrasesCheap } from "../../support/cheap_passphrases.ts";
import { type HostedCircle, startHostedCircle } from "../../support/hosted_circle.ts";
import { listFiles } from "../../support/list_files.ts";
import { assertAdminFails, backUp, runAdmin } from "../../support/run_admin.ts";
import { testOnSqlite } from "../../support/test_on_sqlite.ts";
import { makePicture } from "../photos/sample_pictures.ts";

makePassphrasesCheap();

testOnSqlite(
  "backup: takes the photos along, and those of the backup before as links",
  async () => {
    await using circle = await startHostedCircle();
    const one = await backUp(circle.settings, circle.folder);
    await addPhoto(circle, 30);
    const two = await backUp(circle.settings, circle.folder);
    const [early, late] = [await listPictures(one), await listPictures(two)];
    assert.deepEqual([early.length, late.length], [2, 4]);
    assert.deepEqual(late, await listPictures(circle.dataDir));
    for (const name of late) {
      assert.deepEqual(
        await Deno.readFile(`${two}/${name}`),
        await Deno.readFile(`${circle.dataDir}/${name}`),
      );
    }
    const inode = async (path: string) => (await Deno.stat(path)).ino;
    for (const name of early) {
      assert.equal(
        await inode(`${two}/${name}`),
        await inode(`${one}/${name}`),
      );
    }
    await Deno.remove(one, { recursive: true });
    assert.equal((await runAdmin({}, ["verify", two])).code, 0);
  },
);

testOnSqlite("backup: reads a photo again where the backup before has a damaged one", async () => {
  await using circle = await startHostedCircle();
  const one = await backUp(circle.settings, circle.folder);
  const [first, second] = await listPictures(one);
  await Deno.writeTextFile(`${one}/${first}`, "not the picture");
  await Deno.remove(`${one}/${second}`);
  await assertAdminFails({}, ["verify", one], /its file photos\/\S+ (has changed|is missing)\./);
  const two = await backUp(circle.settings, circle.folder);
  assert.equal((await runAdmin({}, ["verify", two])).code, 0);
});

testOnSqlite("backup: with lost photos is made all the same, says so, and exits 1", async () => {
  await using circle = await startHostedCircle();
  const [large, small] = await listPictures(circle.dataDir);
  await Deno.remove(`${circle.dataDir}/${small}`);
  await Deno.writeTextFile(`${circle.dataDir}/${large}`, "not the picture");
  const args = ["backup", `${circle.folder}/backups`, "--json"];
  const { code, stdout, stderr } = await runAdmin(circle.settings, args);
  assert.equal(code, 1);
  assert.match(
    stderr,
    /^The backup is made, but 2 files of photos are missing or damaged: photos\/\S+, photos\/\S+\. Check CIRCLE_PHOTOS_DIR\. No older backup was removed\.\n$/,
  );
  const { path, lost_photos } = JSON.parse(stdout);
  assert.deepEqual(lost_photos.toSorted(), [large, small].toSorted());
  const verified = await runAdmin({}, ["verify", path]);
  assert.equal(verified.code, 0);
  assert.match(verified.stdout, /but 2 files of photos were lost before it was made/);
});

testOnSqlite("backup --keep: removes no older backup while photos are lost", async () => {
  await using circle = await startHostedCircle();
  const one = await backUp(circle.settings, circle.folder);
  const [name] = await listPictures(one);
  await Deno.remove(`${circle.dataDir}/${name}`);
  await Deno.remove(`${one}/${name}`); // as where the backup before lacks it too
  const args = ["backup", `${circle.folder}/backups`, "--keep", "1", "--json"];
  const { code, stdout } = await runAdmin(circle.settings, args);
  assert.equal(code, 1);
  assert.deepEqual(JSON.parse(stdout).removed, []);
  assert.ok((await Deno.stat(one)).isDirectory);
});

testOnSqlite("backup: has photos that are lost since, from the backup before", async () => {
  await using circle = await startHostedCircle();
  const one = await backUp(circle.settings, circle.folder);
  const [large, small] = await listPictures(circle.dataDir);
  const picture = await Deno.readFile(`${circle.dataDir}/${small}`);
  const damage: [act: () => Promise<unknown>, named: string][] = [
    [
      () => replaceFile(`${circle.dataDir}/${small}`, picture.slice(1)),
      `1 file of a photo is missing or damaged: ${small}`,
    ],
    [
      async () => {
        await replaceFile(`${circle.dataDir}/${small}`, picture);
        await replaceFile(`${circle.dataDir}/${large}`, new TextEncoder().encode("not it"));
      },
      `1 file of a photo is missing or damaged: ${large}`,
    ],
    [() => Deno.remove(`${circle.dataDir}/photos`, { recursive: true }), "2 files of photos"],
  ];
  let two = "";
  for (const [act, named] of damage) {
    await act();
    const args = ["backup", `${circle.folder}/backups`, "--keep", "1", "--json"];
    const { code, stdout, stderr } = await runAdmin(circle.settings, args);
    assert.equal(code, 1, "each time");
    assert.ok(stderr.startsWith(`The backup is made, but ${named}`), stderr);
    assert.match(
      stderr,
      /No older backup was removed\.\nThis backup has (it|them) from the one before\. From \/\S+\/photos copy (it|them) into \/\S+\/data\/photos\.\n$/,
    );
    const made = JSON.parse(stdout);
    assert.deepEqual([made.removed, made.lost_photos], [[], []]);
    two = made.path;
  }
  assert.ok((await Deno.stat(one)).isDirectory);
  assert.equal((await listPictures(two)).length, 2);
  assert.equal((await runAdmin({}, ["verify", two])).code, 0);
  const restored = `${circle.folder}/restored`;
  assert.equal((await runAdmin({}, ["restore", two, restored])).code, 0);
  assert.deepEqual(await listPictures(restored), await listPictures(two));
  for (const file of await listFiles(`${restored}/photos`)) {
    assert.equal((await Deno.stat(file)).mode! & 0o777, 0o600);
  }
});

testOnSqlite(
  "an encrypted backup: takes photos of the one before if the passphrase is the same",
  async () => {
    await using circle = await startHostedCircle();
    const [phrase, other] = [`${circle.folder}/phrase`, `${circle.folder}/other`];
    await Deno.writeTextFile(phrase, "sailing boats in the garden\n");
    await Deno.writeTextFile(other, "a garden full of boats\n");
    const make = (file: string) =>
      backUp(circle.settings, circle.folder, ["--passphrase-file", file]);
    const [one, two, three] = [await make(phrase), await make(phrase), await make(other)];
    const [name] = await listPictures(one);
    const inode = async (backup: string) => (await Deno.stat(`${backup}/${name}`)).ino;
    assert.match(name!, /\.jpg\.age$/);
    assert.equal(await inode(two), await inode(one));
    assert.notEqual(await inode(three), await inode(two));
    assert.equal((await runAdmin({}, ["verify", two, "--passphrase-file", phrase])).code, 0);
    const restored = `${circle.folder}/restored`;
    await runAdmin({}, ["restore", three, restored, "--passphrase-file", other]);
    assert.deepEqual(await listPictures(restored), await listPictures(circle.dataDir));
  },
);

testOnSqlite("verify: finds a photo that is left out, or is another picture", async () => {
  await using circle = await startHostedCircle();
  const backup = await backUp(circle.settings, circle.folder);
  const sums = await Deno.readTextFile(`${backup}/SHA256SUMS`);
  await Deno.writeTextFile(`${backup}/SHA256SUMS`, sums.replace(/.*-large\.jpg\n/, ""));
  await assertAdminFails(
    {},
    ["verify", backup],
    /is damaged: its file photos\/\S+-large\.jpg is missing\./,
  );
  const hash = createHash("sha256").update("another").digest("hex");
  const name = (await listPictures(backup)).find((name) => name.endsWith("-large.jpg"))!;
  await Deno.writeTextFile(`${backup}/${name}`, "another");
  await Deno.writeTextFile(`${backup}/SHA256SUMS`, sums.replace(/.*(?= {2}.*-large\.jpg\n)/, hash));
  for (const command of [["verify", backup], ["restore", backup, `${circle.folder}/new`]]) {
    await assertAdminFails(
      {},
      command,
      /is damaged: its file photos\/\S+-large\.jpg is not the picture of that name\./,
    );
  }
  await assert.rejects(Deno.stat(`${circle.folder}/new`), Deno.errors.NotFound);
});

testOnSqlite(
  "restore: puts photos where the setting says, and a failure leaves none there",
  async () => {
    await using circle = await startHostedCircle();
    const backup = await backUp(circle.settings, circle.folder);
    const [data, photos] = [`${circle.folder}/restored`, `${circle.folder}/shared`];
    const settings = { CIRCLE_DATA_DIR: data, CIRCLE_PHOTOS_DIR: photos };
    await Deno.mkdir(`${data}/circle.db.copying`, { recursive: true }); // in the way of the database
    await Deno.writeTextFile(`${data}/circle.db.copying/x`, "");
    assert.equal((await runAdmin(settings, ["restore", backup])).code, 1);
    assert.deepEqual(await listFiles(photos), []);
    await Deno.remove(`${data}/circle.db.copying`, { recursive: true });
    assert.equal((await runAdmin(settings, ["restore", backup])).code, 0);
    assert.equal((await listFiles(photos)).length, 2);
    await assert.rejects(Deno.stat(`${data}/photos`), Deno.errors.NotFound);
    const { CIRCLE_PHOTOS_DIR } = settings;
    const elsewhere = `${circle.folder}/elsewhere`;
    assert.equal((await runAdmin({ CIRCLE_PHOTOS_DIR }, ["restore", backup, elsewhere])).code, 0);
    assert.equal((await listPictures(elsewhere)).length, 2);
  },
);

/** Small pictures are one file with two names, so that writing into one would change both. */
async function replaceFile(path: string, content: Uint8Array): Promise<void> {
  await Deno.remove(path);
  await Deno.writeFile(path, content);
}

async function addPhoto({ anna }: HostedCircle, width: number): Promise<void> {
  const params = { family_id: anna.family };
  const { id } = await anna.client.createPhoto({
    params,
    body: await makePicture({ width, height: 20 }),
  });
  await anna.client.createPost({ params, body: { photos: [{ id }] } });
}

/** The names of the pictures in a backup or a data folder, sorted. */
async function listPictures(folder: string): Promise<string[]> {
  return (await listFiles(`${folder}/photos`)).map((path) => path.slice(folder.length + 1))
    .filter((name) => /-(small|large)\.jpg(\.age)?$/.test(name)).sort();
}
