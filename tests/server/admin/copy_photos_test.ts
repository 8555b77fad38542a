import assert from "node:assert/strict";
import {
  type HostedCircle,
  startHostedCircle,
  startHostedServer,
} from "../../support/hosted_circle.ts";
import { listFiles } from "../../support/list_files.ts";
import { runAdmin } from "../../support/run_admin.ts";
import { makePostgresDatabase, testDialect } from "../../support/test_database.ts";
import { testOnSqlite } from "../../support/test_on_sqlite.ts";
import { makePicture } from "../photos/sample_pictures.ts";

Deno.test("copy-to: a folder gets the photos too, and a server shows them from there", async () => {
  await using circle = await startHostedCircle();
  const photo = await addPhoto(circle);
  const target = `${circle.folder}/copy`;
  const { code, stdout } = await copy(circle, target);
  assert.equal(code, 0);
  assert.match(stdout, new RegExp(`files of photos: 4, each compared, in ${target}/photos`));
  assert.deepEqual(await readPhotos(`${target}/photos`), await readPhotos(photosOf(circle)));
  for (const file of await listFiles(`${target}/photos`)) {
    assert.equal((await Deno.stat(file)).mode! & 0o777, 0o600, file);
  }
  await Deno.remove(photosOf(circle), { recursive: true });
  await using server = await startHostedServer({ CIRCLE_DATA_DIR: target });
  const { email, password } = circle.anna;
  const { access_token: token } =
    (await server.call("POST", "/login", { body: { email, password } })).json;
  assert.equal((await server.call("GET", `/photos/${photo}`, { token })).status, 200);
});

testOnSqlite("copy-to: copies only photos that the folder lacks, or has damaged", async () => {
  await using circle = await startHostedCircle();
  const target = `${circle.folder}/copy`;
  await copy(circle, target);
  await addPhoto(circle);
  const [damaged, ...others] = await listFiles(`${target}/photos`);
  await Deno.writeTextFile(damaged!, "not the picture");
  const before = await Promise.all(others.map(async (file) => (await Deno.stat(file)).ino));
  await Deno.remove(`${target}/circle.db`);
  assert.equal((await copy(circle, target)).code, 0);
  assert.deepEqual(await readPhotos(`${target}/photos`), await readPhotos(photosOf(circle)));
  const after = await Promise.all(others.map(async (file) => (await Deno.stat(file)).ino));
  assert.deepEqual(after, before);
});

testOnSqlite("copy-to: with lost photos is made all the same, says so, and exits 1", async () => {
  await using circle = await startHostedCircle();
  const [lost, damaged] = await listFiles(photosOf(circle));
  await Deno.remove(lost!);
  await Deno.writeTextFile(damaged!, "not the picture");
  const target = `${circle.folder}/copy`;
  const { code, stderr } = await copy(circle, target);
  assert.equal(code, 1);
  assert.match(
    stderr,
    /^The copy is made, but (1 file of a photo is|2 files of photos are) missing/,
  );
  await using _server = await startHostedServer({ CIRCLE_DATA_DIR: target });
});

testOnSqlite("copy-to: a copy that fails leaves no photos", async () => {
  await using circle = await startHostedCircle();
  const target = `${circle.folder}/copy`;
  await Deno.mkdir(`${target}/photos`, { recursive: true });
  const [file] = (await listFiles(photosOf(circle))).map((path) => path.split("/").at(-1)!);
  await Deno.writeTextFile(`${target}/photos/${file!.slice(0, 2)}`, "in the way of the folder");
  assert.equal((await copy(circle, target)).code, 1);
  await assert.rejects(Deno.stat(`${target}/circle.db`), Deno.errors.NotFound);
});

Deno.test({
  name: "copy-to: to PostgreSQL leaves the photos where they are, or copies them to a folder",
  ignore: testDialect() !== "postgres",
  fn: async () => {
    await using circle = await startHostedCircle();
    await using database = await makePostgresDatabase();
    const photo = await addPhoto(circle);
    const shared = `${circle.folder}/shared`;
    const url = database.settings.CIRCLE_DATABASE_URL!;
    const { code, stdout } = await copy(circle, url, ["--photos", shared]);
    assert.equal(code, 0);
    assert.match(stdout, new RegExp(`files of photos: 4, each compared, in ${shared}`));
    // The servers of both know their folder by the same marker.
    assert.deepEqual(await readPhotos(shared), await readPhotos(photosOf(circle)));
    await using server = await startHostedServer({
      ...circle.settings,
      CIRCLE_DATABASE_URL: url,
      CIRCLE_PHOTOS_DIR: shared,
    });
    const token = circle.anna.token;
    assert.equal((await server.call("GET", `/photos/${photo}`, { token })).status, 200);
    await using another = await makePostgresDatabase();
    const kept = await copy(circle, another.settings.CIRCLE_DATABASE_URL!);
    assert.match(kept.stdout, new RegExp(`The photos stay in ${photosOf(circle)}\\.`));
  },
});

/** The folder of the photos of a circle. */
function photosOf({ settings, dataDir }: HostedCircle): string {
  return settings.CIRCLE_PHOTOS_DIR ?? `${dataDir}/photos`;
}

async function addPhoto({ anna }: HostedCircle): Promise<string> {
  const params = { family_id: anna.family };
  const body = await makePicture({ width: 30, height: 20 });
  const { id } = await anna.client.createPhoto({ params, body });
  await anna.client.createPost({ params, body: { photos: [{ id }] } });
  return id;
}

async function copy(
  { settings }: HostedCircle,
  target: string,
  more: readonly string[] = [],
) {
  return await runAdmin(settings, ["copy-to", target, ...more]);
}

/** The files in a folder of photos, with what is in them. */
async function readPhotos(folder: string): Promise<Record<string, string>> {
  const files = (await listFiles(folder)).sort();
  return Object.fromEntries(
    await Promise.all(
      files.map(async (file) => [
        file.slice(folder.length),
        (await Deno.readFile(file)).toBase64(),
      ]),
    ),
  );
}
