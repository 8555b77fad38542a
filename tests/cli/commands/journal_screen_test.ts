import assert from "node:assert/strict";
import { textWidth } from "../../../cli/terminal/text_width.ts";
import { startCircle } from "../../support/circle.ts";
import { makeDevice } from "../../support/device.ts";

const LONG = "Opa made his famous plum cake, and nobody has had enough of it by now";

for (const columns of [80, 60]) {
  Deno.test(`journal: lists ids that show a post, and its words, on ${columns} columns`, async () => {
    await using circle = await startCircle();
    await using device = await makeDevice();
    const anna = await circle.join({ name: "Anna Berg" });
    await device.logIn(anna, circle.url);
    const params = { family_id: anna.family };
    for (const text of [`${LONG}\nReally.`, "A cake 漢字", "The lake"]) { // within one second
      await anna.client.createPost({ params, body: { text, happened_on: "2026-09-07" } });
      circle.advance(5); // milliseconds; else two ids may begin alike
    }
    for (const args of [["journal"], ["journal", "--search", "plum"]]) {
      const { stdout } = await device.run(args, { typed: "", columns });
      const lines = stdout.trimEnd().split("\n");
      assert.ok(lines.every((line) => textWidth(line) <= columns), stdout);
      assert.ok(stdout.includes(`\n  ${LONG.slice(0, columns - 10)}`), stdout);
      assert.match(stdout, /just now +Anna Berg +about 2026-09-07/);
      const posts = lines.flatMap((line, at) => {
        const [id] = /^[\da-f-]{8,18}(?= )/.exec(line) ?? [];
        return id === undefined ? [] : [{ id, text: lines[at + 1]! }];
      });
      assert.equal(posts.length, args.length === 1 ? 3 : 1, stdout);
      for (const { id, text } of posts) {
        const shown = await device.run(["journal", "show", id], { typed: "" });
        assert.equal(shown.code, 0, `${args} ${id}: ${shown.stderr}`);
        assert.ok(shown.stdout.includes(text.slice(0, 10)), shown.stdout);
      }
    }
  });
}

Deno.test("journal: the id of a comment stays on one line, on 60 columns too", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const anna = await circle.join({ name: "Anna Elisabeth Berg" });
  await device.logIn(anna, circle.url);
  const params = { family_id: anna.family };
  const post = await anna.client.createPost({ params, body: { text: "The lake" } });
  const body = { text: "Mm" };
  const { id } = await anna.client.createComment({ params: { post_id: post.id }, body });
  const { stdout } = await device.run(["journal", "show", post.id], { typed: "", columns: 60 });
  assert.ok(stdout.endsWith(`\nAnna Elisabeth Berg  just now\n${id}\n  Mm\n`), stdout);
});

Deno.test("journal: a pipe gets the ids whole, one post a line", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const anna = await circle.join({ name: "Anna" });
  await device.logIn(anna, circle.url);
  const { id } = await anna.client.createPost({
    params: { family_id: anna.family },
    body: { text: LONG, happened_on: "1962" },
  });
  await anna.client.createComment({ params: { post_id: id }, body: { text: "Mm" } });
  const [titles, row, ...others] = (await device.run(["journal"])).stdout.split("\n");
  assert.match(titles!, /^ID +WHEN +WHO +ABOUT +TEXT +PHOTOS +REACTIONS +COMMENTS$/);
  assert.match(
    row!,
    new RegExp(`^${id} .* UTC +Anna +1962 +Opa made his famous plum cake, and nobo… +1$`),
  );
  assert.deepEqual(others, [""]);
});
