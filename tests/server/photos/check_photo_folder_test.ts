import assert from "node:assert/strict";
import { openDatabase } from "../../../server/database/open.ts";
import { checkPhotoFolder } from "../../../server/photos/check_photo_folder.ts";
import { settingsOf } from "../../support/hosted_circle.ts";
import { refuseToStart, startServerProcess } from "../../support/server_process.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";
import { makePostgresDatabase } from "../../support/test_database.ts";
import { TINY_PICTURE } from "../../support/tiny_picture.ts";

/** Servers on one database, each with the folder of photos that it is started with. */
async function startCluster() {
  await using started = new AsyncDisposableStack();
  const folder = started.use(await makeTempFolder()).path;
  const { settings } = started.use(await makePostgresDatabase());
  const settingsWith = (photos: string) => ({
    ...settings,
    CIRCLE_PUBLIC_URL: "https://circle.example.org",
    CIRCLE_PHOTOS_DIR: photos,
  });
  const kept = started.move();
  return {
    folder,
    start: (photos: string) => startServerProcess(folder, settingsWith(photos)),
    refuse: (photos: string, wrapper: readonly string[] = []) =>
      refuseToStart(folder, settingsWith(photos), wrapper),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

Deno.test("a photo that one server took is shown by another with the same folder", async () => {
  await using cluster = await startCluster();
  const photos = `${cluster.folder}/shared`;
  await using one = await cluster.start(photos);
  await using other = await cluster.start(photos);
  const { client, family, token } = await one.join();
  const { id } = await client.createPhoto({ params: { family_id: family }, body: TINY_PICTURE });
  const answer = await other.call("GET", `/photos/${id}`, { token });
  assert.deepEqual([answer.status, answer.headers.get("content-type")], [200, "image/jpeg"]);
});

Deno.test("servers that start at once agree on the folder of the photos", async () => {
  await using folder = await makeTempFolder();
  await using database = await makePostgresDatabase();
  const { config, secrets } = settingsOf({ ...database.settings, CIRCLE_DATA_DIR: folder.path });
  const first = await openDatabase(config, secrets);
  const opened = [first];
  try {
    while (opened.length < 4) opened.push(await openDatabase(config, secrets));
    for (let round = 0; round < 10; round++) {
      const path = `${folder.path}/photos-${round}`;
      const check = () =>
        opened.map(({ withLock }) => checkPhotoFolder({ withLock, now: () => new Date() }, path));
      await Promise.all(check());
      await Promise.all(check());
      await first.write.deleteFrom("milestones").execute();
    }
  } finally {
    for (const { close } of opened) await close();
  }
});

Deno.test("a server with another folder, or a disk that is not mounted, does not start", async () => {
  await using cluster = await startCluster();
  const photos = `${cluster.folder}/shared`;
  {
    await using _server = await cluster.start(photos);
  }
  await Deno.mkdir(`${cluster.folder}/unmounted`);
  await Deno.mkdir(`${cluster.folder}/another`);
  await Deno.writeTextFile(`${cluster.folder}/another/circle-photos`, `${crypto.randomUUID()}\n`);
  for (const other of ["unmounted", "another"]) {
    const { code, stderr } = await cluster.refuse(`${cluster.folder}/${other}`);
    assert.match(
      stderr,
      /is not the one in which this circle has its photos\. Check CIRCLE_PHOTOS/,
    );
    assert.equal(code, 1);
  }
  await using _server = await cluster.start(photos);
});

Deno.test("a folder that cannot be used stops a start with a sentence", async () => {
  await using cluster = await startCluster();
  await Deno.writeTextFile(`${cluster.folder}/file`, "");
  const { code, stderr } = await cluster.refuse(`${cluster.folder}/file/photos`);
  assert.match(
    stderr,
    /cannot be used \(\w+\)\. Check CIRCLE_PHOTOS_DIR and who owns the folder\./,
  );
  assert.equal(code, 1);
});

Deno.test("a folder that Deno's flags do not name stops a start, which says where they stand", async () => {
  await using cluster = await startCluster();
  const wrapper = ["env", `CIRCLE_PHOTOS_DIR=${cluster.folder}-elsewhere`];
  const { code, stderr } = await cluster.refuse(`${cluster.folder}/photos`, wrapper);
  assert.match(
    stderr,
    /^Deno may not use the folder \S+-elsewhere\. .* in its flags --allow-read and --allow-write, .*unit/,
  );
  assert.equal(code, 1);
});
