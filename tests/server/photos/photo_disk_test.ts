import assert from "node:assert/strict";
import { Problem } from "../../../server/http/problem.ts";
import { createPhotoFolder } from "../../../server/photos/photo_folder.ts";
import { CAN_FAKE_DISK, makeFaultyDisk } from "../../support/faulty_disk.ts";
import { listFiles } from "../../support/list_files.ts";
import { pause } from "../../support/pause.ts";
import { openConnection } from "../../support/raw_connection.ts";
import { type ServerProcess, startServerProcess } from "../../support/server_process.ts";
import { CAN_MOUNT, mountSmallDisk } from "../../support/small_disk.ts";
import { UNPRIVILEGED } from "../../support/unprivileged.ts";
import { Visitor } from "../../support/visitor.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";
import { makePhonePhoto, makePicture } from "./sample_pictures.ts";

Deno.test({
  name: "a full disk refuses photos with 507, keeps what is there, and leaves nothing behind",
  ignore: !CAN_MOUNT,
  fn: async () => {
    await using folder = await makeTempFolder();
    await using disk = await mountSmallDisk(3);
    const photos = `${disk.path}/photos`;
    await using server = await startServerProcess(folder.path, { CIRCLE_PHOTOS_DIR: photos });
    const { client, family, token, email, password } = await server.join();
    const params = { family_id: family };
    const { id } = await client.createPhoto({ params, body: await makePicture() });
    const before = (await listFiles(photos)).sort();
    await disk.fill();
    const send = async (options: Parameters<typeof makePicture>[0]) =>
      await server.call("POST", `/families/${family}/photos`, {
        token,
        body: await (await makePicture(options)).bytes(),
        headers: { "Content-Type": "image/jpeg" },
      });
    const { status, json } = await send({ colour: "#aa3300" });
    assert.deepEqual([status, json.code], [507, "storage_full"]);
    assert.deepEqual((await listFiles(photos)).sort(), before);
    assert.equal((await server.call("GET", `/photos/${id}`, { token })).status, 200);
    const visitor = new Visitor(server.url);
    await visitor.open("/sign-in");
    await visitor.send("/sign-in", { email, password });
    await visitor.open(`/f/${family}/journal`);
    const files = [new File([await makePhonePhoto()], "a.jpg"), new File(["no"], "b.jpg")];
    await visitor.send(`/f/${family}/journal`, { text: "A story" }, files);
    assert.match(visitor.page.html, /A story<\/textarea>/);
    assert.match(visitor.page.text, /a\.jpg, b\.jpg: The server has no disk space left\./);
    assert.deepEqual(await sendSlowly(server, { family, token }), [507, 200]);
    await client.createPost({ params, body: { text: "Words need no room there" } });
    const lines = server.log().split("\n").filter((line) => line.includes("no room for photos"));
    assert.equal(lines.length, 1, "however many were refused");
    assert.ok(lines[0]!.includes(photos) && lines[0]!.includes("make room"));
    await disk.clear();
    assert.equal((await send({ colour: "#aa3300" })).status, 201);
  },
});

Deno.test({
  name: "while the folder of photos does not answer, a photo waits, and nobody else",
  ignore: !CAN_FAKE_DISK,
  fn: async () => {
    await using folder = await makeTempFolder();
    await using disk = await makeFaultyDisk();
    const settings = { CIRCLE_PHOTOS_DIR: `${folder.path}/photos`, ...disk.env };
    await using server = await startServerProcess(folder.path, settings);
    const { client, family } = await server.join();
    const params = { family_id: family };
    await client.createPhoto({ params, body: await makePicture() });
    await disk.set("stalled drafts");
    let isSent = false;
    const sending = client.createPhoto({ params, body: await makePicture() })
      .finally(() => isSent = true);
    const asked = (async () => {
      for (let count = 0; count < 50; count++) await server.call("GET", "/health");
      return "answered";
    })();
    assert.equal(await Promise.race([asked, pause(20_000)]), "answered");
    assert.ok(!isSent, "the folder does not answer");
    await disk.set("well");
    await Promise.all([sending, asked]);
  },
});

Deno.test("of photos whose folder is gone, the sender and the host are told a way out", async () => {
  await using folder = await makeTempFolder();
  const photos = `${folder.path}/photos`;
  const drafts = `${photos}/drafts`;
  const settings = {
    CIRCLE_PHOTOS_DIR: photos,
    CIRCLE_LOG: "json",
    CIRCLE_PUBLIC_URL: "https://circle.example.org", // of which tokens are, also after a restart
  };
  await using server = await startServerProcess(folder.path, settings);
  const { client, family, token } = await server.join();
  const send = async ({ call }: ServerProcess) =>
    await call("POST", `/families/${family}/photos`, {
      token,
      body: await (await makePicture()).bytes(),
      headers: { "Content-Type": "image/jpeg" },
    });
  await client.createPhoto({ params: { family_id: family }, body: await makePicture() });
  await Deno.remove(drafts);
  for (let time = 1; time <= 2; time++) {
    const { status, json } = await send(server);
    assert.deepEqual([status, json.code], [503, "photos_unavailable"]);
    assert.match(json.detail, /^The folder of the photos is gone\. Tell the person who hosts/);
  }
  server.kill("SIGTERM");
  await server.status;
  await server[Symbol.asyncDispose]();
  const told = server.log().trimEnd().split("\n").map((line) => JSON.parse(line))
    .filter(({ event }) => event === "the folder of photos is gone");
  assert.deepEqual(told.map(({ folder, missing }) => [folder, missing]), [[photos, drafts]]);
  assert.match(told[0].advice, /mount its disk or put it back; .* restart the server/);
  await using restarted = await startServerProcess(folder.path, settings);
  assert.equal((await send(restarted)).status, 201, "as the advice says");
});

Deno.test("a folder of photos that is gone takes none until it is back", async () => {
  await using folder = await makeTempFolder();
  const data = `${folder.path}/data`;
  await Deno.mkdir(data);
  const photos = createPhotoFolder(`${data}/photos`);
  const write = async () => {
    await using draft = photos.openDraft();
    await draft.write(new Blob(["a picture"]).stream());
  };
  await write();
  for (const moved of [data, photos.path]) {
    await Deno.rename(moved, `${folder.path}/away`);
    await assert.rejects(write(), (error) => {
      return error instanceof Problem && error.code === "photos_unavailable";
    });
    await Deno.rename(`${folder.path}/away`, moved);
    await write();
  }
  const restarted = createPhotoFolder(photos.path);
  await Deno.rename(photos.path, `${folder.path}/away`);
  await assert.rejects(restarted.openDraft().write(new Blob(["a picture"]).stream()), Problem);
});

Deno.test({
  name: "files of photos that belong to another user are a 503, and a line that names them",
  ignore: UNPRIVILEGED === undefined,
  fn: async () => {
    await using folder = await makeTempFolder();
    await using server = await startServerProcess(folder.path, {}, { wrapper: UNPRIVILEGED });
    const { client, family, token } = await server.join();
    const params = { family_id: family };
    const { id } = await client.createPhoto({ params, body: await makePicture() });
    await client.createPost({ params, body: { text: "A story", photos: [{ id }] } });
    const photos = `${folder.path}/photos`;
    const files = (await listFiles(photos)).filter((file) => file.endsWith(".jpg"));
    const expect503 = async (method: string, path: string, picture?: Uint8Array<ArrayBuffer>) => {
      const { status, json } = await server.call(method, path, {
        token,
        ...picture && { body: picture, headers: { "Content-Type": "image/jpeg" } },
      });
      assert.deepEqual([status, json.code], [503, "photos_unavailable"], `${method} ${path}`);
    };
    for (const file of files) await Deno.chmod(file, 0);
    await expect503("GET", `/photos/${id}`);
    await expect503("GET", `/families/${family}/export`);
    for (const file of files) await Deno.chmod(file, 0o600);
    const exported = await server.call("GET", `/families/${family}/export`, { token });
    assert.equal(exported.status, 200);
    await Deno.chmod(`${photos}/drafts`, 0o500);
    await expect503("POST", `/families/${family}/photos`, await (await makePicture()).bytes());
    await Deno.chmod(`${photos}/drafts`, 0o700);
    const lines = server.log().split("\n").filter((line) => line.includes("may not be used"));
    assert.equal(lines.length, 1, "at most one a minute");
    assert.ok(files.some((file) => lines[0]!.includes(file)), lines.join());
    assert.doesNotMatch(server.log(), /unforeseen error/);
  },
});

/** Sends a picture for which a client takes its time, and another request behind it. */
async function sendSlowly(
  { url }: ServerProcess,
  { family, token }: { readonly family: string; readonly token: string },
): Promise<(number | undefined)[]> {
  using connection = await openConnection(url);
  await connection.send(
    `POST /families/${family}/photos HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n` +
      "Content-Type: image/jpeg\r\nContent-Length: 3000000\r\n\r\n",
  );
  for (let sent = 0; sent < 3_000_000; sent += 1_000_000) {
    await connection.send(new Uint8Array(1_000_000));
    await pause(700);
  }
  await connection.send("GET /health HTTP/1.1\r\nHost: x\r\n\r\n");
  return [(await connection.readAnswer())?.status, (await connection.readAnswer())?.status];
}
