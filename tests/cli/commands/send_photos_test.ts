import assert from "node:assert/strict";
import { MAX_PHOTO_BYTES } from "../../../shared/contract/photos.ts";
import { PROBLEMS } from "../../../shared/problems.ts";
import { type Answering, forward, startForwarding } from "../../support/answering_server.ts";
import { startCircle } from "../../support/circle.ts";
import { makeDevice } from "../../support/device.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";
import { TINY_PICTURE } from "../../support/tiny_picture.ts";

/** Anna at a device of hers, with a folder of pictures, and in it a pair that can be sent. */
async function startAlbum() {
  const circle = await startCircle();
  const device = await makeDevice();
  const folder = await makeTempFolder();
  const anna = await circle.join({ name: "Anna" });
  await device.logIn(anna, circle.url);
  const write = async (name: string, content: Blob | Uint8Array | string) => {
    const bytes = await new Blob([content as BlobPart]).bytes();
    await Deno.writeFile(`${folder.path}/${name}`, bytes);
    return `${folder.path}/${name}`;
  };
  const lea1 = await write("lea1.jpg", TINY_PICTURE); // a PNG, whatever its name says
  const lea2 = await write("lea2", TINY_PICTURE);
  return {
    circle,
    anna,
    write,
    folder: folder.path,
    lea1,
    lea2,
    post: (...args: readonly string[]) => device.run(["journal", "post", ...args]),
    postAt: (server: string, ...args: readonly string[]) => {
      const env = { CIRCLE_SERVER: server, CIRCLE_TOKEN: anna.token };
      return device.run(["journal", "post", ...args], { env });
    },
    listPosts: () => anna.client.listPosts({ params: { family_id: anna.family } }),
    countPhotos: async () => (await circle.db.selectFrom("photos").selectAll().execute()).length,
    [Symbol.asyncDispose]: async () => {
      await circle[Symbol.asyncDispose]();
      await device[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

Deno.test("journal post --photo: sends pictures in their order, with captions, and needs no text", async () => {
  await using album = await startAlbum();
  const { post, lea1, lea2, listPosts } = album;
  const told = await post("Look!", "--photo", lea1, "--photo", lea2, "--caption", "Lea");
  assert.equal(told.code, 0, told.stderr);
  assert.equal(told.stderr, "Told to Anna's family, with 2 photos.\n");
  const [first] = await listPosts();
  assert.equal(told.stdout, `${first!.id}\n`);
  assert.deepEqual(first!.photos.map(({ caption }) => caption), [null, "Lea"]);
  const silent = await post("--photo", lea1, "--json");
  assert.match(silent.stderr, /, with 1 photo\.\n$/);
  assert.deepEqual([JSON.parse(silent.stdout).text, (await listPosts()).length], ["", 2]);
  for (
    const [args, reason] of [
      [[], /Say what you tell, or show it: --photo FILE/],
      [["Hi", "--caption", "Lea"], /It must come after its --photo/],
      [["Hi", "--photo", ""], /It must be the name of a file/],
      [Array(11).fill(["--photo", lea1]).flat(), /A post has at most 10 photos/],
    ] as const
  ) {
    const { code, stderr } = await post(...args);
    assert.deepEqual([code, (await listPosts()).length], [2, 2]);
    assert.match(stderr, reason);
  }
});

Deno.test("journal post --photo: sends nothing before all files are known to be pictures", async () => {
  await using album = await startAlbum();
  const { post, write, lea1, folder, listPosts, countPhotos } = album;
  const heic = await write("IMG_1.JPG", `\0\0\0\x18ftypheic\0\0\0\0mif1heic`);
  const huge = await write("huge.jpg", Uint8Array.of(0xff, 0xd8, 0xff));
  await Deno.truncate(huge, MAX_PHOTO_BYTES + 1024 * 1024);
  for (
    const [file, code, reason] of [
      [heic, 7, `${heic}: ${PROBLEMS.photo_heic.detail}`],
      [await write("story.png", "no picture"), 7, PROBLEMS.photo_broken.detail],
      [await write("empty.png", ""), 7, PROBLEMS.photo_broken.detail],
      [huge, 7, `${huge}: It has 26 MB, and a photo may have 25 MB.`],
      [`${folder}/gone.jpg`, 1, `There is no file ${folder}/gone.jpg.`],
      [folder, 1, `${folder} is no file.`],
      ["/dev/zero", 1, "/dev/zero is no file."],
    ] as const
  ) {
    const refused = await post("Look!", "--photo", lea1, "--photo", file);
    assert.equal(refused.code, code, refused.stderr);
    assert.ok(refused.stderr.endsWith(`${reason}\n`), refused.stderr);
  }
  const undated = await post("Look!", "--photo", lea1, "--on", "soon");
  assert.deepEqual([undated.code, undated.stderr], [
    7,
    (await post("Look!", "--on", "soon")).stderr,
  ]);
  assert.deepEqual([(await listPosts()).length, await countPhotos()], [0, 0]);
});

Deno.test("journal post --photo: posts nothing if the server refuses one, and says which", async () => {
  await using album = await startAlbum();
  const { post, write, lea1, listPosts } = album;
  const broken = await write("broken.gif", "GIF89a and no more");
  const refused = await post("Look!", "--photo", lea1, "--photo", broken);
  assert.equal(refused.code, 7);
  assert.equal(
    refused.stderr,
    `circle: ${broken}: ${PROBLEMS.photo_broken.detail}\nNothing was posted.\n`,
  );
  const { detail, code } = JSON.parse(
    (await post("Look!", "--photo", broken, "--json")).stderr,
  );
  assert.deepEqual([detail, code], [`${broken}: ${PROBLEMS.photo_broken.detail}`, "photo_broken"]);
  assert.deepEqual(await listPosts(), []);
});

Deno.test("journal post --photo: waits for a server that prepares too many photos", async () => {
  await using album = await startAlbum();
  const { circle, anna, postAt, lea1, listPosts } = album;
  let refusals = 0;
  const answer: Answering = (request) => {
    if (refusals === 2) return forward(request, circle.url);
    refusals++;
    const { status, title, detail } = PROBLEMS.photos_busy;
    const problem = { type: "urn:x", title, status, detail, code: "photos_busy" };
    return Response.json(problem, { status, headers: { "Retry-After": "0" } });
  };
  await using busy = await startForwarding(circle.url, {
    [`/families/${anna.family}/photos`]: answer,
  });
  const told = await postAt(busy.url, "Look!", "--photo", lea1);
  assert.equal(told.code, 0, told.stderr);
  assert.deepEqual([refusals, (await listPosts())[0]!.photos.length], [2, 1]);
  refusals = -100;
  const given = await postAt(busy.url, "Look!", "--photo", lea1);
  assert.deepEqual([given.code, refusals, (await listPosts()).length], [1, -89, 1]);
  assert.ok(given.stderr.includes(PROBLEMS.photos_busy.detail), given.stderr);
});
