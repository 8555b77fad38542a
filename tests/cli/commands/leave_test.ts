import assert from "node:assert/strict";
import { startCircle } from "../../support/circle.ts";
import { makeDevice } from "../../support/device.ts";
import { addFamilyMember } from "../../support/family_members.ts";

Deno.test("family leave and profile delete: erase the entry and the posts that they are told to", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const others = [["family", "leave"], ["profile", "delete", "--password-stdin"]];
  for (const command of others) {
    const ben = await addFamilyMember(circle, anna, { name: "Ben" });
    const params = { family_id: anna.family };
    const { id: post_id } = await ben.client.createPost({ params, body: { text: "Look" } });
    const say = (by: typeof anna) =>
      by.client.createComment({ params: { post_id }, body: { text: "Nice" } });
    await say(ben);
    await say(anna);
    await say(anna);
    await using device = await makeDevice();
    await device.logIn(ben, circle.url);
    const type = (typed: string, ...flags: readonly string[]) =>
      device.run([...command.slice(0, 2), ...flags], { typed, columns: 200 });
    const asked = await type("no\n", "--erase-journal");
    assert.match(
      asked.stderr,
      /erase 1 post and 1 comment of yours, with 2 comments of others on them/,
    );
    const plain = await type("\nno\n");
    assert.match(plain.stderr, /1 post and 1 comment.* 2 comments of others .*keep or erase/s);
    assert.doesNotMatch(plain.stderr, /erase 1 post/, "keeping is the first choice");
    const chosen = await type("no\nerase\nno\n");
    assert.match(chosen.stderr, /Answer keep or erase\..* and erase 1 post and 1 comment/s);
    const args = [...command, "--forget", "--erase-journal", "--yes"];
    const { code, stderr } = await device.run(args, { input: ben.password });
    assert.equal(code, 0, stderr);
    assert.match(stderr, /^Erased: 1 post and 1 comment of yours, with 2 comments of others/m);
    const people = await anna.client.listPeople({ params });
    assert.ok(!people.some(({ name }) => name === "Ben"));
    assert.deepEqual(await anna.client.listPosts({ params }), []);
  }
});

Deno.test("family leave and profile delete: posts stay where nobody is asked, and that is said", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const params = { family_id: anna.family };
  for (const command of [["family", "leave"], ["profile", "delete", "--password-stdin"]]) {
    const ben = await addFamilyMember(circle, anna, { name: "Ben" });
    await ben.client.createPost({ params, body: { text: "Look" } });
    await using device = await makeDevice();
    await device.logIn(ben, circle.url);
    const { code, stderr } = await device.run([...command, "--yes"], { input: ben.password });
    assert.equal(code, 0, stderr);
    assert.match(stderr, /^Kept under your name.*: 1 post and 0 comments of yours\.$/m);
  }
  const [post, ...others] = await anna.client.listPosts({ params });
  assert.deepEqual([post?.text, others.length], ["Look", 1]);
});
