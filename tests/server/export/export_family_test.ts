import assert from "node:assert/strict";
import { join } from "node:path";
import { createRunningExports } from "../../../server/export/running_exports.ts";
import { Problem } from "../../../server/http/problem.ts";
import { CHROMIUM } from "../../support/chromium.ts";
import { type Circle, type Joined, startCircle } from "../../support/circle.ts";
import { addFamilyMember } from "../../support/family_members.ts";
import { findProgram } from "../../support/find_program.ts";
import { openPage } from "../../support/page.ts";
import { hasPythonModule, runPython } from "../../support/python.ts";
import { assertRefused } from "../../support/refusal.ts";
import { runProgram } from "../../support/run_program.ts";
import { makePicture, makeTellingPhoto } from "../photos/sample_pictures.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";
import { testDialect } from "../../support/test_database.ts";

/** Exports a family and writes the ZIP to a file. */
async function exportTo(folder: string, { client, family }: Joined): Promise<string> {
  const file = join(folder, "circle.zip");
  const zip = await client.exportFamily({ params: { family_id: family } });
  await Deno.writeFile(file, zip);
  return file;
}

/** The files of a ZIP, read by a program other than our own. */
async function readZip(file: string): Promise<Record<string, string>> {
  return await runPython(
    `
import json, sys, zipfile
with zipfile.ZipFile(sys.stdin.read()) as file:
    assert file.testzip() is None
    print(json.dumps({name: file.read(name).decode("utf-8", "replace") for name in file.namelist()}))
`,
    file,
  ) as Record<string, string>;
}

async function startFamily(): Promise<{ circle: Circle; anna: Joined; ben: Joined }> {
  const circle = await startCircle();
  const anna = await circle.join({ name: "Anna <Berg> & Söhne" });
  const ben = await addFamilyMember(circle, anna, { name: "בן" });
  return { circle, anna, ben };
}

/** What the browser of a test must not take for its own. */
const MARKUP = `</p><script>document.title = "taken"</script><img src="https://example.org/a.png">`;

async function tellStories({ anna, ben }: { anna: Joined; ben: Joined }): Promise<void> {
  const params = { family_id: anna.family };
  await anna.client.createPerson({
    params,
    body: { name: "Oma Elisabeth", birthday: "1946-02-28" },
  });
  const taken = await anna.client.createPhoto({ params, body: await makeTellingPhoto() });
  const other = await anna.client.createPhoto({ params, body: await makePicture() });
  const { id: post_id } = await anna.client.createPost({
    params,
    body: {
      text: `First day at school! ${MARKUP}`,
      happened_on: "2026-09-07",
      photos: [{ id: taken.id }, { id: other.id, caption: "Lea <3" }],
    },
  });
  await ben.client.createComment({ params: { post_id }, body: { text: "מזל טוב 👩‍👩‍👧" } });
  await ben.client.setReaction({ params: { post_id }, body: { kind: "heart" } });
  await ben.client.createPost({
    params,
    body: { text: "See https://example.org/school", happened_on: "1962-05" },
  });
}

Deno.test({
  name: "an export has the journal, the people and the birthdays, and others can read it",
  ignore: !findProgram("unzip") || !hasPythonModule("zipfile"),
  fn: async () => {
    const { circle, anna, ben } = await startFamily();
    await using _circle = circle;
    await using folder = await makeTempFolder();
    await tellStories({ anna, ben });
    const file = await exportTo(folder.path, anna);
    const check = await runProgram("unzip", { args: ["-t", file], env: {} });
    assert.equal(check.code, 0, check.stdout + check.stderr);
    const files = await readZip(file);
    const [post] = (await anna.client.listPosts({ params: { family_id: anna.family } })).slice(1);
    const [first, second] = post!.photos.map(({ id }) => id);
    // The day that the camera wrote, or else that of the post.
    const names = [`photos/2024/2024-07-14_${first}.jpg`, `photos/2026/2026-09-07_${second}.jpg`];
    assert.deepEqual(Object.keys(files), [
      "index.html",
      "journal.json",
      "people.vcf",
      "people.csv",
      "birthdays.ics",
      ...names,
    ]);
    const { family, posts } = JSON.parse(files["journal.json"]!);
    assert.equal(family.id, anna.family);
    assert.deepEqual(
      posts.map(({ text, happened_on, author, reactions, comments }: {
        text: string;
        happened_on: string | null;
        author: { name: string };
        reactions: unknown;
        comments: { author: { name: string }; text: string }[];
      }) => [
        text,
        happened_on,
        author.name,
        reactions,
        comments.map(({ author, text }) => [author.name, text]),
      ]),
      [
        ["See https://example.org/school", "1962-05", "בן", [], []],
        [
          `First day at school! ${MARKUP}`,
          "2026-09-07",
          "Anna <Berg> & Söhne",
          [{ name: "בן", kind: "heart" }],
          [["בן", "מזל טוב 👩‍👩‍👧"]],
        ],
      ],
    );
    assert.match(files["people.vcf"]!, /^FN:Oma Elisabeth\r$/m);
    assert.match(files["people.csv"]!, /"Oma Elisabeth"/);
    assert.match(files["birthdays.ics"]!, /^SUMMARY:🎂 Oma Elisabeth \(\d+\)\r$/m);
  },
});

Deno.test({
  name: "the page of an export opens from the disk, asks nobody, and runs no script",
  ignore: !CHROMIUM || !findProgram("unzip") || testDialect() !== "sqlite", // the page is the same
  fn: async () => {
    const { circle, anna, ben } = await startFamily();
    await using _circle = circle;
    await using folder = await makeTempFolder();
    await tellStories({ anna, ben });
    const file = await exportTo(folder.path, anna);
    await runProgram("unzip", { args: ["-q", file, "-d", folder.path], env: {} });
    await using page = await openPage(`file://${folder.path}/index.html`);
    const asked = page.requests.filter((url) => !url.startsWith("data:")); // the browser's own
    assert.ok(asked.every((url) => url.startsWith(`file://${folder.path}/`)), String(asked));
    assert.deepEqual(page.faults, []);
    const family = (await anna.client.getFamily({ params: { family_id: anna.family } })).name;
    assert.equal(await page.evaluate("document.title"), family);
    const text = await page.read("main");
    const dates = ["About 7 September 2026", "About May 1962"];
    for (
      const shown of [family, MARKUP, ...dates, "מזל טוב 👩‍👩‍👧", "Oma Elisabeth", "❤️"]
    ) assert.ok(text.includes(shown), shown);
    assert.equal(await page.evaluate("document.images.length"), 2);
    assert.equal(
      await page.evaluate("document.images[0].alt"),
      "Photo by Anna <Berg> & Söhne, 14 July 2024",
    );
    assert.equal(await page.evaluate("document.images[1].alt"), "Lea <3");
    const broken = "[...document.images].filter((image) => image.naturalWidth === 0).length";
    assert.equal(await page.evaluate(broken), 0);
  },
});

Deno.test("an export has every post of a long journal, and nothing that is erased", async () => {
  const { circle, anna, ben } = await startFamily();
  await using _circle = circle;
  const params = { family_id: anna.family };
  for (let at = 0; at < 45; at++) {
    const who = at % 3 === 0 ? ben : anna;
    const { id: post_id } = await who.client.createPost({ params, body: { text: `post-${at}.` } });
    await ben.client.createComment({ params: { post_id }, body: { text: `by-ben-${at}.` } });
  }
  const read = async () =>
    new TextDecoder().decode(
      await new Response(await anna.client.exportFamily({ params })).bytes(),
    );
  const before = await read();
  for (let at = 0; at < 45; at++) {
    for (const words of [`post-${at}.`, `by-ben-${at}.`]) {
      assert.equal(before.split(words).length, 3, `${words} on the page, and in the JSON`);
    }
  }
  await ben.client.removeMember({
    params: { ...params, account_id: ben.id },
    body: { journal: "erase", forget: true },
  });
  const after = await read();
  assert.ok(after.includes("post-1."));
  for (const words of ["by-ben-", "post-0.", "post-42.", "בן"]) {
    assert.ok(!after.includes(words), words);
  }
});

Deno.test({
  name: "an export names the photos whose files are missing",
  ignore: !hasPythonModule("zipfile"),
  fn: async () => {
    const { circle, anna } = await startFamily();
    await using _circle = circle;
    await using folder = await makeTempFolder();
    const params = { family_id: anna.family };
    const photos = [];
    for (const colour of ["#ff0000", "#00ff00"]) {
      const { id } = await anna.client.createPhoto({ params, body: await makePicture({ colour }) });
      photos.push({ id });
    }
    await anna.client.createPost({ params, body: { photos, happened_on: "1962" } });
    const { sha256 } = await circle.db.selectFrom("photos").select("sha256")
      .where("id", "=", photos[1]!.id).executeTakeFirstOrThrow();
    await Deno.remove(`${circle.dataDir}/photos/${sha256.slice(0, 2)}/${sha256}-large.jpg`);
    const files = await readZip(await exportTo(folder.path, anna));
    assert.ok(files[`photos/1962/1962_${photos[0]!.id}.jpg`]);
    assert.equal(files["missing.txt"], `photos/1962/1962_${photos[1]!.id}.jpg\n`);
  },
});

Deno.test("the family's log says once a day who made an export, the server's log each time", async () => {
  const { circle, ben } = await startFamily();
  await using _circle = circle;
  const params = { family_id: ben.family };
  for (let time = 0; time < 3; time++) {
    await new Response(await ben.client.exportFamily({ params })).bytes();
  }
  const entries = (await ben.client.listFamilyLog({ params }))
    .filter(({ event }) => event === "family_exported");
  assert.deepEqual(entries.map(({ by }) => by?.id), [ben.id]);
  const lines = circle.log.filter((line) => line.includes("family exported"));
  assert.equal(lines.length, 3);
});

Deno.test("a family has one export at a time, until it is read or given up", async () => {
  const { circle, anna, ben } = await startFamily();
  await using _circle = circle;
  const params = { family_id: anna.family };
  const { id } = await anna.client.createPost({ params, body: { text: "👵".repeat(10_000) } });
  const post = await circle.db.selectFrom("posts").selectAll().where("id", "=", id)
    .executeTakeFirstOrThrow();
  const more = Array.from({ length: 150 }, () => ({ ...post, id: crypto.randomUUID() }));
  await circle.db.insertInto("posts").values(more).execute(); // more than the sockets take in
  const first = await anna.client.exportFamily({ params });
  await assertRefused(ben.client.exportFamily({ params }), "export_running");
  await new Response(first).bytes();
  await new Response(await ben.client.exportFamily({ params })).bytes();
});

Deno.test("an export that nobody reads any more does not block others for long", () => {
  let now = 0;
  const exports = createRunningExports(() => now);
  const isRunning = (error: unknown) => error instanceof Problem && error.code === "export_running";
  exports.begin("a");
  exports.begin("b");
  now += 29_000;
  assert.throws(() => exports.begin("a"), isRunning);
  now += 2_000;
  exports.begin("a");
});
