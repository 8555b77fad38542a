import assert from "node:assert/strict";
import { createZipTail } from "../../../cli/commands/zip_end.ts";
import { type Answering, startForwarding } from "../../support/answering_server.ts";
import { startCircle } from "../../support/circle.ts";
import { denoEnvironment } from "../../support/command_process.ts";
import { makeDevice } from "../../support/device.ts";
import { installCommand } from "../../support/installed_command.ts";
import { listFiles } from "../../support/list_files.ts";
import { leave, makeRecord, makeZip, makeZip64End } from "../../support/make_zip.ts";
import { runProgram, startProgram } from "../../support/run_program.ts";
import { CAN_MOUNT, mountSmallDisk } from "../../support/small_disk.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";
import { openCircleTerminal } from "../../support/terminal.ts";
import { TINY_PICTURE } from "../../support/tiny_picture.ts";
import { hasTmux } from "../../support/tmux.ts";
import { waitFor } from "../../support/wait_for.ts";

/** Anna, who has told of a picture, with a device and a folder to save into. */
async function startAlbum() {
  const circle = await startCircle();
  const device = await makeDevice();
  const folder = await makeTempFolder();
  const anna = await circle.join({ name: "Anna" });
  await device.logIn(anna, circle.url);
  const params = { family_id: anna.family };
  const { id } = await anna.client.createPhoto({ params, body: TINY_PICTURE });
  const post = await anna.client.createPost({
    params,
    body: { text: "Look!", photos: [{ id, caption: "Lea" }] },
  });
  return {
    circle,
    anna,
    photo: id,
    post: post.id,
    folder: folder.path,
    zip: `${folder.path}/bergs.zip`,
    journal: (...args: readonly string[]) => device.run(["journal", ...args]),
    /** Runs a command against a server that answers an export, or a photo, by itself. */
    runAgainst: async (answer: Answering, args: readonly string[]) => {
      await using server = await startForwarding(circle.url, {
        [`/families/${anna.family}/export`]: answer,
        [`/photos/${id}`]: answer,
      });
      const env = { CIRCLE_SERVER: server.url, CIRCLE_TOKEN: anna.token };
      return await device.run(["journal", ...args], { env });
    },
    names: () => Array.from(Deno.readDirSync(folder.path), ({ name }) => name).sort(),
    [Symbol.asyncDispose]: async () => {
      await circle[Symbol.asyncDispose]();
      await device[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

Deno.test("journal: lists and shows the photos of posts, and saves one by its id", async () => {
  await using album = await startAlbum();
  const { anna, journal, photo, post, folder, names } = album;
  assert.match((await journal()).stdout, / Look! +1 photo$/m);
  const shown = await journal("show", post);
  assert.match(shown.stdout, new RegExp(`ID +PIXELS +PHOTO\n${photo} +1 × 1 +Lea`));
  const saved = await journal("photo", photo, `${folder}/lea.jpg`);
  const told = `The photo is in ${folder}/lea.jpg.\n`;
  assert.deepEqual(saved, { code: 0, stdout: "", stderr: told });
  const large = await anna.client.getPhoto({ params: { photo_id: photo } });
  assert.deepEqual(await Deno.readFile(`${folder}/lea.jpg`), await new Response(large).bytes());
  assert.equal((await journal("photo", photo.slice(0, 20), `${folder}/short.jpg`)).code, 0);
  assert.deepEqual(names(), ["lea.jpg", "short.jpg"]);
  assert.equal((await journal("photo", "ffff", `${folder}/no.jpg`)).code, 6);
  assert.equal((await journal("photo", crypto.randomUUID(), `${folder}/no.jpg`)).code, 6);
  assert.deepEqual(names(), ["lea.jpg", "short.jpg"]);
});

Deno.test({
  name: "journal photo, journal export: save nothing on a full disk, and say so",
  ignore: !CAN_MOUNT,
  fn: async () => {
    await using album = await startAlbum();
    await using disk = await mountSmallDisk(1);
    await disk.fill();
    const file = `${disk.path}/kept`;
    for (const args of [["photo", album.photo, file], ["export", file]]) {
      const { code, stderr } = await album.journal(...args);
      assert.match(stderr, /the disk is full/);
      assert.equal(code, 1);
    }
    assert.deepEqual(await listFiles(disk.path), [`${disk.path}/filler`]);
  },
});

Deno.test("journal photo, journal export: replace a file only with --force, and no folder", async () => {
  await using album = await startAlbum();
  const { anna, journal, photo, zip, folder, names } = album;
  for (const args of [["photo", photo, zip], ["export", zip]]) {
    await Deno.writeTextFile(zip, "mine");
    const refused = await journal(...args);
    assert.equal(refused.code, 7);
    assert.equal(
      refused.stderr,
      `circle: ${zip} is there already. Another name, or --force?\n`,
    );
    assert.equal(await Deno.readTextFile(zip), "mine");
    const log = await anna.client.listFamilyLog({ params: { family_id: anna.family } });
    assert.ok(log.every(({ event }) => event !== "family_exported"), "nothing was asked for");
    assert.equal((await journal(...args, "--force")).code, 0);
    assert.notEqual(await Deno.readTextFile(zip), "mine");
    const inPlace = await journal(...args.slice(0, -1), folder, "--force");
    assert.deepEqual([inPlace.code, inPlace.stderr], [1, `circle: ${folder} is no file.\n`]);
    const nowhere = await journal(...args.slice(0, -1), `${folder}/gone/x`);
    assert.match(nowhere.stderr, /gone\/x cannot be used: its folder is not there\./);
  }
  assert.deepEqual(names(), ["bergs.zip"]);
});

Deno.test("journal export: saves the ZIP as the server sends it, or writes it to standard output", async () => {
  await using album = await startAlbum();
  const { anna, journal, zip } = album;
  const exported = await journal("export", zip);
  assert.equal(exported.code, 0, exported.stderr);
  assert.match(exported.stderr, /^Everything of Anna's family is in .*bergs\.zip: \d+\.\d MB\.\n$/);
  const tail = createZipTail();
  tail.add(await Deno.readFile(zip));
  assert.deepEqual([tail.read().isWhole, tail.read().has("journal.json")], [true, true]);
  assert.equal((await Deno.stat(zip)).mode! & 0o777, 0o600);
  for (const args of [["export"], ["export", "-"]]) {
    const { code, stdout } = await journal(...args);
    assert.deepEqual([code, stdout.slice(0, 2)], [0, "PK"]);
    assert.ok(stdout.includes(`"id":"${anna.family}"`));
  }
});

Deno.test("journal export: leaves nothing of a ZIP that is cut, wherever", async () => {
  await using album = await startAlbum();
  const { runAgainst, zip, names } = album;
  const whole = makeZip([{ name: "journal.json", input: "{}" }, { name: "a", input: "b" }]);
  for (let size = 0; size < whole.length; size += 7) {
    const { code, stderr } = await runAgainst(
      () => new Response(whole.slice(0, size), { headers: { "Content-Type": "application/zip" } }),
      ["export", zip],
    );
    assert.equal(code, 1);
    if (size > 0) assert.match(stderr, /What the server sent is not a whole ZIP\. Try again\.\n$/);
  }
  const broken = await runAgainst(
    () =>
      new Response(
        new ReadableStream({
          start: (controller) => controller.enqueue(whole.slice(0, 20)),
          pull: (controller) => controller.error(new Error("gone")),
        }, { highWaterMark: 0 }),
      ),
    ["export", zip],
  );
  assert.equal(broken.code, 3);
  assert.match(broken.stderr, /broke off in the middle of a file\. Try again\.\n$/);
  const cut = await runAgainst(() => new Response(whole.slice(0, 60)), ["export"]);
  assert.equal(cut.code, 1);
  assert.deepEqual(names(), []);
});

Deno.test("journal export: keeps a ZIP that lacks photos, says so, and exits with 1", async () => {
  await using album = await startAlbum();
  const { runAgainst, zip, names } = album;
  const bytes = makeZip([{ name: "a", input: "b" }, { name: "missing.txt", input: "c" }]);
  const { code, stderr } = await runAgainst(() => new Response(bytes), ["export", zip]);
  assert.equal(code, 1);
  assert.match(stderr, /did not find some of the photos: missing\.txt in the ZIP names them\.\n$/);
  assert.deepEqual([names(), await Deno.readFile(zip)], [["bergs.zip"], bytes]);
  const named = makeZip([{ name: "not-missing.txt", input: "" }, { name: "a", input: bytes }]);
  assert.equal((await runAgainst(() => new Response(named), ["export", zip, "--force"])).code, 0);
});

Deno.test("the end of a ZIP is found with more files than fit its first form, and in any pieces", () => {
  const count = 70_000; // more than 65,535 needs Zip64
  const files = Array.from({ length: count }, (_, at) => ({ name: `${at}.txt`, input: "" }));
  const zip = makeZip([...files, { name: "missing.txt", input: "" }]);
  for (const [size, cut] of [[zip.length, 0], [1_000_001, 0], [65_536, 1], [65_536, 30]] as const) {
    const tail = createZipTail();
    for (let at = 0; at < zip.length - cut; at += size) {
      tail.add(zip.subarray(at, Math.min(at + size, zip.length - cut)));
    }
    const { isWhole, has } = tail.read();
    assert.deepEqual([isWhole, has("missing.txt"), has("gone.txt")], [cut === 0, cut === 0, false]);
  }
});

Deno.test("the end of a ZIP is found behind more than 4 GB", () => {
  const photos = new Uint8Array(64 * 1024 * 1024);
  const offset = 65 * photos.length;
  const entry = makeRecord([4, 0x02014b50], ...leave(12), [2, 11], ...leave(8));
  const name = new TextEncoder().encode("missing.txt");
  const bytes = entry.length + name.length;
  for (const [size, isWhole] of [[bytes, true], [bytes + 1, false]] as const) {
    const tail = createZipTail();
    for (let at = 0; at < 65; at++) tail.add(photos);
    for (const part of [entry, name, makeZip64End({ size, offset, count: 1 })]) tail.add(part);
    const { isWhole: found, has } = tail.read();
    assert.deepEqual([found, has("missing.txt")], [isWhole, isWhole]);
  }
});

Deno.test("journal export, installed: an interrupt leaves nothing, and a relative name is granted", async () => {
  await using album = await startAlbum();
  await using installed = await installCommand();
  const { circle, anna, folder, names } = album;
  const bytes = makeZip([{ name: "a", input: "b" }]);
  await using slow = await startForwarding(circle.url, {
    [`/families/${anna.family}/export`]: () =>
      new Response(
        new ReadableStream({ start: (controller) => controller.enqueue(bytes.slice(0, 40)) }),
      ),
  });
  const program = `${installed.path}/circle`;
  const options = (server: string) => ({
    args: ["journal", "export", "my bergs.zip"],
    env: { ...denoEnvironment(), CIRCLE_SERVER: server, CIRCLE_TOKEN: anna.token },
    cwd: folder,
  });
  for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143], ["SIGHUP", 129]] as const) {
    const process = startProgram(program, options(slow.url));
    await waitFor("the draft", () => Promise.resolve(names()[0]));
    assert.deepEqual(names(), ["my bergs.zip.part"]);
    process.kill(signal);
    assert.deepEqual([(await process.output()).code, names()], [code, []]);
  }
  await Deno.writeTextFile(`${folder}/my bergs.zip.part`, "left by one that was killed");
  const whole = await runProgram(program, options(circle.url));
  assert.equal(whole.code, 0, whole.stderr);
  assert.deepEqual(names(), ["my bergs.zip"]);
  const comma = { ...options(circle.url), args: ["journal", "export", "a,b"] };
  assert.match((await runProgram(program, comma)).stderr, /cannot be granted a path with a comma/);
});

Deno.test({
  name: "journal export: never writes to a terminal, and counts there what has come",
  ignore: !hasTmux,
  async fn() {
    await using album = await startAlbum();
    const { circle, anna, folder } = album;
    let isSlow = true;
    const bytes = makeZip([{ name: "a", input: "b".repeat(2_400_000) }]);
    await using slow = await startForwarding(circle.url, {
      [`/families/${anna.family}/export`]: () => {
        let at = 0;
        return new Response(
          new ReadableStream({
            pull: async (controller) => {
              if (at === 2) return controller.close();
              for (let i = 0; at === 1 && isSlow && i < 300; i++) {
                await new Promise((go) => setTimeout(go, 100));
              }
              const half = bytes.length / 2;
              controller.enqueue(bytes.slice(half * at, half * ++at));
            },
          }),
        );
      },
    });
    await using terminal = await openCircleTerminal(slow.url, { CIRCLE_TOKEN: anna.token });
    const { tmux } = terminal;
    await tmux.enter(`cd ${folder}`);
    for (const command of ["export", "export -", "photo 01a2"]) {
      const screen = await terminal.run(`circle journal ${command}`);
      assert.match(screen, /Name a file: it is not for the screen\.\nend-\d+:2$/m);
    }
    await tmux.enter("clear; circle journal export my.zip; echo ended:$?");
    await tmux.waitFor(/^Downloading … 1\.2 MB$/m);
    isSlow = false;
    const screen = await tmux.waitFor(/^ended:0$/m);
    assert.match(screen, /^Everything of Anna's family is in my\.zip: 2\.4 MB\.$/m);
    assert.doesNotMatch(screen, /Downloading/);
  },
});
