import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import sharp, { type Metadata } from "sharp";
import type { Client } from "../../../shared/client.ts";
import { sweepPhotos } from "../../../server/photos/sweep_photos.ts";
import { createPhotoFolder } from "../../../server/photos/photo_folder.ts";
import { startCircle } from "../../support/circle.ts";
import { addFamilyMember } from "../../support/family_members.ts";
import { findProgram } from "../../support/find_program.ts";
import { listFiles } from "../../support/list_files.ts";
import { openConnection } from "../../support/raw_connection.ts";
import { assertRefused } from "../../support/refusal.ts";
import { runProgram } from "../../support/run_program.ts";
import { TINY_PICTURE } from "../../support/tiny_picture.ts";
import {
  CORNERS,
  makeCorners,
  makeGif,
  makePicture,
  makeTellingPhoto,
  toBlob,
} from "./sample_pictures.ts";

const DAY = 24 * 60 * 60 * 1000;

async function startFamily() {
  const circle = await startCircle();
  const anna = await circle.join({ name: "Anna" });
  const ben = await addFamilyMember(circle, anna, { name: "Ben" });
  const folder = `${circle.dataDir}/photos`;
  return { circle, anna, ben, folder, params: { family_id: anna.family } };
}

/** The files in the folder of the photos, but the marker that servers on PostgreSQL make. */
async function listPictures(folder: string): Promise<string[]> {
  return (await listFiles(folder)).filter((file) => !file.endsWith("/circle-photos"));
}

async function readPhoto(
  client: Client,
  photo_id: string,
  size?: "small" | "large",
): Promise<Uint8Array> {
  const stream = await client.getPhoto({ params: { photo_id }, query: { size } });
  return await new Response(stream).bytes();
}

Deno.test("a picture is sent, posted and seen by the family, in two sizes", async () => {
  const { circle, anna, ben, folder, params } = await startFamily();
  await using _circle = circle;
  const body = await makePicture({ width: 2000, height: 1500 });
  const photo = await anna.client.createPhoto({ params, body });
  assert.deepEqual(photo, { id: photo.id, width: 2000, height: 1500, taken_on: null });
  await assertRefused(readPhoto(ben.client, photo.id), "not_found");
  const post = await anna.client.createPost({
    params,
    body: { photos: [{ id: photo.id, caption: "Lea and her new bag" }] },
  });
  assert.equal(post.text, "");
  assert.deepEqual(post.photos, [
    {
      id: photo.id,
      width: 2000,
      height: 1500,
      caption: "Lea and her new bag",
      taken_on: null,
    },
  ]);
  assert.deepEqual((await ben.client.listPosts({ params }))[0]?.photos, post.photos);
  for (const [size, width] of [["small", 1024], ["large", 2000]] as const) {
    const metadata: Metadata = await sharp(await readPhoto(ben.client, photo.id, size)).metadata();
    assert.deepEqual([metadata.format, metadata.width], ["jpeg", width]);
  }
  const hash = createHash("sha256").update(await readPhoto(anna.client, photo.id)).digest("hex");
  const files = ["large", "small"].map((size) =>
    `${folder}/${hash.slice(0, 2)}/${hash}-${size}.jpg`
  );
  assert.deepEqual((await listPictures(folder)).sort(), files);
  for (const file of files) assert.equal((await Deno.stat(file)).mode! & 0o777, 0o600, file);
});

Deno.test("a photo is answered once, then with 304, and runs nothing", async () => {
  const { circle, anna, params } = await startFamily();
  await using _circle = circle;
  const { id } = await anna.client.createPhoto({ params, body: TINY_PICTURE });
  const get = (headers = {}) =>
    circle.call("GET", `/photos/${id}?size=small`, { token: anna.token, headers });
  const first = await get();
  assert.equal(first.headers.get("content-type"), "image/jpeg");
  assert.equal(first.headers.get("cache-control"), "private, no-cache");
  assert.match(first.headers.get("content-security-policy")!, /^sandbox; default-src 'none'/);
  const etag = first.headers.get("etag")!;
  const second = await get({ "If-None-Match": etag });
  assert.deepEqual([second.status, second.text, second.headers.get("etag")], [304, "", etag]);
});

Deno.test("eight ways to hold a camera give one picture", async (test) => {
  const { circle, anna, params } = await startFamily();
  await using _circle = circle;
  for (let orientation = 1; orientation <= 8; orientation++) {
    await test.step(`orientation ${orientation}`, async () => {
      const body = await makeCorners(orientation);
      const { id, width, height } = await anna.client.createPhoto({ params, body });
      assert.deepEqual([width, height], [200, 120]);
      for (const size of ["small", "large"] as const) {
        assert.deepEqual(await readCorners(await readPhoto(anna.client, id, size)), CORNERS);
      }
    });
  }
});

/** The colours of the corners of a picture, as in `CORNERS`. */
async function readCorners(bytes: Uint8Array): Promise<string[]> {
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  return [[20, 20], [width - 20, 20], [width - 20, height - 20], [20, height - 20]].map(
    ([x, y]) => {
      const at = (y! * width + x!) * channels;
      const channel = (value: number) => value > 127 ? "ff" : "00";
      return `#${[...data.subarray(at, at + 3)].map(channel).join("")}`;
    },
  );
}

Deno.test({
  name: "what is kept says nothing of place, camera and time; the day is told beside it",
  ignore: !findProgram("exiftool"),
  fn: async () => {
    const { circle, anna, folder, params } = await startFamily();
    await using _circle = circle;
    const body = await makeTellingPhoto();
    const sent = await Deno.makeTempFile({ suffix: ".jpg" });
    await Deno.writeFile(sent, await body.bytes());
    assert.match(await readTags([sent]), /SecretCam|GPS/, "the test's own picture tells");
    await Deno.remove(sent);
    const photo = await anna.client.createPhoto({ params, body });
    assert.equal(photo.taken_on, "2024-07-14");
    const files = await listPictures(folder);
    assert.equal(files.length, 2);
    const tags = JSON.parse(await readTags(files)) as Record<string, unknown>[];
    for (const groups of tags) {
      const names = Object.keys(groups).map((name) => name.split(":")[0]);
      assert.deepEqual(new Set(names), new Set(["SourceFile", "ExifTool", "File", "Composite"]));
    }
    for (const file of files) {
      const text = new TextDecoder("latin1").decode(await Deno.readFile(file));
      assert.doesNotMatch(text, /secret|Exif|GPS|Anna|xmp|2024/i);
    }
  },
});

async function readTags(files: readonly string[]): Promise<string> {
  const args = ["-json", "-G", "-a", ...files];
  return (await runProgram(findProgram("exiftool")!, { args, env: {} })).stdout;
}

Deno.test("pictures of every kind become upright JPEGs on white, in sRGB", async (test) => {
  const { circle, anna, params } = await startFamily();
  await using _circle = circle;
  const create = { width: 50, height: 40, channels: 4, background: "#ff000000" } as const;
  const clear = await sharp({ create }).png().toBuffer();
  const red = { create: { ...create, channels: 3, background: "#ff0000" } } as const;
  const pictures: Record<string, Blob> = {
    png: await makePicture({ colour: "#ff0000", kind: "png" }),
    webp: await makePicture({ colour: "#ff0000", kind: "webp" }),
    gif: await makePicture({ colour: "#ff0000", kind: "gif" }),
    "transparent png": toBlob(clear, "image/png"),
    "png of 16 bits": toBlob(
      await sharp(red).toColourspace("rgb16").png().toBuffer(),
      "image/png",
    ),
    "CMYK": toBlob(await sharp(red).toColourspace("cmyk").jpeg().toBuffer(), "image/jpeg"),
    "Display P3": toBlob(await sharp(red).withIccProfile("p3").jpeg().toBuffer(), "image/jpeg"),
    "grey": toBlob(await sharp(red).greyscale().jpeg().toBuffer(), "image/jpeg"),
  };
  for (const [name, body] of Object.entries(pictures)) {
    await test.step(name, async () => {
      const photo = await anna.client.createPhoto({ params, body });
      assert.equal("first_frame" in photo, false);
      const bytes = await readPhoto(anna.client, photo.id);
      const { format, space, channels, icc } = await sharp(bytes).metadata();
      assert.deepEqual([format, space, channels, icc], ["jpeg", "srgb", 3, undefined]);
      const { dominant } = await sharp(bytes).stats();
      if (name === "transparent png") assert.ok(dominant.g > 240, "white");
      else if (name !== "grey") assert.ok(dominant.r > 200 && dominant.g < 60, "red");
    });
  }
});

Deno.test("of a GIF of 10,000 frames the first is kept, and the sender is told", async () => {
  const { circle, anna, params } = await startFamily();
  await using _circle = circle;
  const photo = await anna.client.createPhoto({ params, body: makeGif(10_000) });
  assert.deepEqual([photo.width, photo.height, photo.first_frame], [1, 1, true]);
  const { dominant } = await sharp(await readPhoto(anna.client, photo.id)).stats();
  assert.ok(dominant.r > 200);
});

Deno.test("what is no picture is refused with a sentence, and leaves no file", async (test) => {
  const { circle, anna, folder, params } = await startFamily();
  await using _circle = circle;
  const jpeg = await (await makePicture({ width: 300, height: 200 })).bytes();
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>';
  const tiff = await (await makePicture({ kind: "tiff" })).bytes();
  const heic = "\0\0\0\x18ftypheic\0\0\0\0mif1heic";
  const bomb = await sharp({
    create: { width: 12_000, height: 12_000, channels: 3, background: "#fff" },
    limitInputPixels: false,
  }).png().toBuffer();
  const refused: Record<
    string,
    readonly [Blob, "photo_broken" | "photo_heic" | "photo_too_large"]
  > = {
    "nothing": [toBlob("", "image/jpeg"), "photo_broken"],
    "a text": [toBlob("hello", "image/jpeg"), "photo_broken"],
    "SVG": [toBlob(svg, "image/png"), "photo_broken"],
    "TIFF": [toBlob(tiff, "image/jpeg"), "photo_broken"],
    "PDF": [toBlob("%PDF-1.7\n%%EOF", "image/jpeg"), "photo_broken"],
    "HTML": [toBlob("<html><script>alert(1)</script>", "image/gif"), "photo_broken"],
    "half a JPEG": [toBlob(jpeg.subarray(0, jpeg.length / 2), "image/jpeg"), "photo_broken"],
    "the start of a JPEG": [toBlob(jpeg.subarray(0, 20), "image/jpeg"), "photo_broken"],
    "HEIC": [toBlob(heic, "image/jpeg"), "photo_heic"],
    "a bomb of 144 megapixels": [toBlob(bomb, "image/png"), "photo_too_large"],
  };
  for (const [name, [body, code]] of Object.entries(refused)) {
    await test.step(name, async () => {
      await assertRefused(anna.client.createPhoto({ params, body }), code);
      assert.deepEqual(await listPictures(folder), []);
    });
  }
});

Deno.test("what hides behind a picture is not kept", async () => {
  const { circle, anna, folder, params } = await startFamily();
  await using _circle = circle;
  const jpeg = await (await makePicture()).bytes();
  const hidden = new TextEncoder().encode("PK\x03\x04<html><script>alert(1)</script>");
  const body = new Blob([jpeg, hidden], { type: "image/jpeg" });
  await anna.client.createPhoto({ params, body });
  for (const file of await listPictures(folder)) {
    const text = new TextDecoder("latin1").decode(await Deno.readFile(file));
    assert.ok(!text.includes("script") && !text.includes("PK\x03\x04"));
    assert.ok(text.endsWith("\xFF\xD9"), "nothing follows the picture");
  }
});

Deno.test("other media types, and more than 25 MB, are refused", async () => {
  const { circle, anna, folder, params } = await startFamily();
  await using _circle = circle;
  const send = (type: string, body: Uint8Array<ArrayBuffer>) =>
    circle.call("POST", `/families/${params.family_id}/photos`, {
      token: anna.token,
      body: new Blob([body], { type }),
    });
  const isHeic = /^This is an iPhone picture in HEIC\. .* Most Compatible\. Send the file itself/;
  const refused = {
    "image/heic": isHeic,
    "IMAGE/HEIF; a=b": isHeic,
    "image/heic-sequence": isHeic,
    "image/heif-sequence": isHeic,
    "image/avif": /^Send the file itself/,
    "application/octet-stream": /^Send the file itself/,
    "": /^Send the file itself/,
  };
  for (const [type, sentence] of Object.entries(refused)) {
    const { status, json } = await send(type, new Uint8Array(9));
    assert.deepEqual([status, json.code], [415, "unsupported_media_type"], type);
    assert.match(json.detail, sentence);
    assert.match(
      json.detail,
      /in Content-Type: image\/jpeg, image\/png, image\/webp, image\/gif\./,
    );
  }
  const large = new Uint8Array(25 * 1024 * 1024 + 1);
  const tooLarge = await send("image/jpeg", large);
  assert.deepEqual([tooLarge.status, tooLarge.json.code], [413, "body_too_large"]);
  assert.equal(tooLarge.json.detail, "The body is larger than 25 MB.");
  const chunked = await fetch(`${circle.url}/families/${params.family_id}/photos`, {
    method: "POST",
    headers: { "Authorization": `Bearer ${anna.token}`, "Content-Type": "image/jpeg" },
    body: new Blob([large]).stream(), // without a length
  });
  const { status, detail } = await chunked.json();
  assert.deepEqual([status, detail], [413, "The body is larger than 25 MB."]);
  assert.deepEqual(await listPictures(folder), []);
});

Deno.test("a picture that is refused is read, so that clients that are still sending see why", async () => {
  const { circle, anna, params } = await startFamily();
  await using _circle = circle;
  const head = `POST /families/${params.family_id}/photos HTTP/1.1\r\nHost: x\r\n` +
    `Authorization: Bearer ${anna.token}\r\n`;
  const bytes = new Uint8Array(70 * 1024 * 1024);
  for (const [type, status] of [["image/jpeg", 413], ["image/heic", 415]] as const) {
    using connection = await openConnection(circle.url);
    await connection.send(
      `${head}Content-Type: ${type}\r\nContent-Length: ${bytes.length}\r\n\r\n`,
    );
    await connection.send(bytes);
    assert.equal((await connection.readAnswer())?.status, status);
    await connection.send("GET /health HTTP/1.1\r\nHost: x\r\n\r\n");
    assert.equal((await connection.readAnswer())?.status, 200, "the connection goes on");
  }
  using connection = await openConnection(circle.url);
  await connection.send(
    `${head}Content-Type: image/jpeg\r\nContent-Length: ${bytes.length}\r\n` +
      "Expect: 100-continue\r\n\r\n",
  );
  assert.equal((await connection.readAnswer())?.status, 413, "who asks first hears it at once");
});

Deno.test("a post takes its author's own new photos, each once, and keeps or loses them later", async () => {
  const { circle, anna, ben, params } = await startFamily();
  await using _circle = circle;
  const send = (who: typeof anna) => who.client.createPhoto({ params, body: TINY_PICTURE });
  const [a, b, c] = [await send(anna), await send(anna), await send(anna)];
  const bens = await send(ben);
  const tell = (ids: readonly string[]) =>
    anna.client.createPost({ params, body: { photos: ids.map((id) => ({ id })) } });
  for (const ids of [[bens.id], [a.id, a.id], [crypto.randomUUID()], [], [a.id, bens.id]]) {
    await assertRefused(tell(ids), "invalid_fields");
  }
  const post = await tell([b.id, a.id]);
  assert.deepEqual(post.photos.map(({ id }) => id), [b.id, a.id]);
  await assertRefused(tell([a.id]), "invalid_fields");
  const target = { post_id: post.id };
  const update = (body: object) => anna.client.updatePost({ params: target, body });
  const same = await update({ photos: [{ id: b.id }, { id: a.id }] });
  assert.equal(same.edited_at, null, "what changes nothing is no edit");
  const changed = await update({ photos: [{ id: c.id, caption: "C" }, { id: b.id }] });
  assert.deepEqual(changed.photos.map(({ id, caption }) => [id, caption]), [
    [c.id, "C"],
    [b.id, null],
  ]);
  assert.notEqual(changed.edited_at, null);
  await assertRefused(readPhoto(anna.client, a.id), "not_found");
  const kept = await update({ photos: [{ id: b.id }, { id: c.id }] });
  assert.deepEqual(kept.photos.map(({ caption }) => caption), [null, "C"], "captions stay");
  await assertRefused(update({ photos: [] }), "invalid_fields");
  await assertRefused(ben.client.updatePost({ params: target, body: { photos: [] } }), "forbidden");
  await anna.client.deletePost({ params: target });
  await assertRefused(readPhoto(anna.client, b.id), "not_found");
});

Deno.test("who leaves takes along the photos of erased posts, and those in no post", async () => {
  const { circle, anna, ben, params } = await startFamily();
  await using _circle = circle;
  const post = async (who: typeof anna) => {
    const { id } = await who.client.createPhoto({ params, body: TINY_PICTURE });
    await who.client.createPost({ params, body: { photos: [{ id }] } });
    return id;
  };
  const bens = await post(ben);
  await ben.client.createPhoto({ params, body: TINY_PICTURE });
  const cleo = await addFamilyMember(circle, anna, { name: "Cleo" });
  const cleos = await post(cleo);
  const leave = (who: typeof anna, journal: "keep" | "erase") =>
    who.client.removeMember({ params: { ...params, account_id: who.id }, body: { journal } });
  await leave(ben, "keep");
  await leave(cleo, "erase");
  const rows = await circle.db.selectFrom("photos").select(["id", "uploader_id"]).execute();
  assert.deepEqual(rows.map((row) => ({ ...row })), [{ id: bens, uploader_id: null }]);
  await readPhoto(anna.client, bens);
  await assertRefused(readPhoto(anna.client, cleos), "not_found");
});

Deno.test("a member who is removed while a picture arrives keeps nothing there", async () => {
  const { circle, anna, ben, folder, params } = await startFamily();
  await using _circle = circle;
  const bytes = await (await makePicture()).bytes();
  const { promise: removed, resolve } = Promise.withResolvers<void>();
  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      controller.enqueue(bytes.subarray(0, 500));
      await removed;
      controller.enqueue(bytes.subarray(500));
      controller.close();
    },
  });
  const answer = fetch(`${circle.url}/families/${params.family_id}/photos`, {
    method: "POST",
    headers: { "Authorization": `Bearer ${ben.token}`, "Content-Type": "image/jpeg" },
    body,
  });
  await anna.client.removeMember({ params: { ...params, account_id: ben.id }, body: {} });
  resolve();
  const response = await answer;
  assert.equal(response.status, 404);
  await response.body?.cancel();
  assert.deepEqual(await circle.db.selectFrom("photos").selectAll().execute(), []);
  circle.advance(2 * DAY);
  await sweep(circle, folder, new Date(Date.now() + 2 * DAY));
  assert.deepEqual(await listPictures(folder), []);
});

function sweep(
  { db }: Pick<Awaited<ReturnType<typeof startCircle>>, "db">,
  folder: string,
  time: Date,
): Promise<void> {
  const transaction = <T>(work: (tx: never) => Promise<T>) =>
    db.transaction().execute((tx) => work(tx as never));
  return sweepPhotos({ db, transaction, photoFolder: createPhotoFolder(folder) }, time);
}

Deno.test("the sweep deletes what nobody posted within a day, and files without a photo", async () => {
  const { circle, anna, folder, params } = await startFamily();
  await using _circle = circle;
  const send = async (colour: string) =>
    (await anna.client.createPhoto({ params, body: await makePicture({ colour }) })).id;
  const posted = await send("#111111");
  await send("#222222");
  await anna.client.createPost({ params, body: { photos: [{ id: posted }] } });
  const draft = `${folder}/drafts/${crypto.randomUUID()}`;
  await Deno.writeTextFile(draft, "half");
  const inHours = (hours: number) => new Date(Date.now() + hours * DAY / 24);
  await sweep(circle, folder, inHours(0.5));
  assert.equal((await listPictures(folder)).length, 5);
  await sweep(circle, folder, inHours(23));
  assert.equal((await listPictures(folder)).length, 4, "the draft is gone");
  await sweep(circle, folder, inHours(25));
  assert.equal((await listPictures(folder)).length, 2);
  await readPhoto(anna.client, posted);
  // The same picture again: its old files are new.
  await anna.client.deletePost({
    params: { post_id: (await anna.client.listPosts({ params }))[0]!.id },
  });
  await send("#111111");
  await circle.db.deleteFrom("photos").execute();
  await sweep(circle, folder, inHours(0));
  assert.equal((await listPictures(folder)).length, 2);
});

Deno.test("a member sends 200 photos a day, and no more", async () => {
  const { circle, anna, ben, params } = await startFamily();
  await using _circle = circle;
  const send = (who: typeof anna) => who.client.createPhoto({ params, body: TINY_PICTURE });
  const { id } = await send(anna);
  const row = await circle.db.selectFrom("photo_uploads").selectAll().where("photo_id", "=", id)
    .executeTakeFirstOrThrow();
  await circle.db.insertInto("photo_uploads")
    .values(Array.from({ length: 198 }, () => ({ ...row, photo_id: crypto.randomUUID() })))
    .execute();
  const photo = await send(anna);
  const post = await anna.client.createPost({ params, body: { photos: [{ id: photo.id }] } });
  await assertRefused(send(anna), "too_many_photos");
  await anna.client.deletePost({ params: { post_id: post.id } });
  await assertRefused(send(anna), "too_many_photos"); // also of those that were deleted
  await send(ben);
  circle.advance(DAY + 1);
  const { access_token } = await circle.client().login({
    body: { email: anna.email, password: anna.password },
  });
  await send({ ...anna, client: circle.client(access_token) });
});
