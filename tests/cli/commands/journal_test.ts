import assert from "node:assert/strict";
import { forward, startForwarding } from "../../support/answering_server.ts";
import { startCircle } from "../../support/circle.ts";
import { makeDevice } from "../../support/device.ts";
import { addFamilyMember } from "../../support/family_members.ts";

async function startFamily() {
  const circle = await startCircle();
  const anna = await circle.join({ name: "Anna" });
  const ben = await addFamilyMember(circle, anna, { name: "Ben" });
  const device = await makeDevice();
  await device.logIn(ben, circle.url);
  const journal = async (...args: readonly string[]) => await device.run(["journal", ...args]);
  return { circle, device, anna, ben, journal };
}

Deno.test("journal: told, listed, shown, changed, commented on, reacted to and deleted", async () => {
  const { circle, device, anna, journal } = await startFamily();
  await using _circle = circle;
  await using _device = device;
  const told = await journal("post", "First day at school!\nShe was brave.", "--on", "2026-09-07");
  assert.equal(told.code, 0, told.stderr);
  assert.match(told.stderr, /Told to Anna's family\./);
  const id = told.stdout.trim();
  assert.match((await journal()).stdout, /Ben +2026-09-07 +First day at school!…/);
  const short = id.slice(0, 12);
  const commented = await journal("comment", short, "How tall!");
  assert.deepEqual(
    [commented.code, commented.stderr],
    [0, "Your comment is under the post of Ben.\n"],
  );
  assert.match(commented.stdout, /^[\da-f-]{36}\n$/);
  const reacted = await journal("react", short, "heart");
  assert.deepEqual(reacted, {
    code: 0,
    stdout: "",
    stderr: "Your reaction to the post of Ben: heart.\n",
  });
  assert.match((await journal("show", short)).stdout, /She was brave\.[^]*Ben .*\n {2}How tall!/);
  const post = await anna.client.getPost({ params: { post_id: id } });
  assert.deepEqual([post.reactions, post.comments], [{ heart: 1 }, 1]);
  const taken = await journal("react", short, "none");
  assert.equal(taken.stderr, "You have no reaction to the post of Ben now.\n");
  assert.equal((await journal("edit", short)).code, 2);
  const edited = await journal("edit", short, "--text", "Second day", "--on", "", "--json");
  assert.deepEqual(
    [JSON.parse(edited.stdout).text, JSON.parse(edited.stdout).happened_on],
    ["Second day", null],
  );
  const refused = await journal("post", "When?", "--on", "soon");
  assert.equal(refused.code, 7);
  assert.match(refused.stderr, /A date is such as 2024-07-14/);
  assert.equal((await journal("delete", short)).code, 2, "nobody can be asked");
  assert.equal((await journal("delete", short, "--yes")).code, 0);
  assert.equal((await journal("show", id)).code, 6);
  assert.match((await journal()).stdout, /none/i);
});

Deno.test("journal delete: asks first, and counts the comments that go with the post", async () => {
  const { circle, device, journal } = await startFamily();
  await using _circle = circle;
  await using _device = device;
  const id = (await journal("post", "Look")).stdout.trim();
  for (const under of ["", " with its comment", " with its 2 comments"]) {
    const { stderr } = await device.run(["journal", "delete", id], { typed: "no\n" });
    assert.ok(stderr.includes(`Delete the post of Ben${under}, for good?`), stderr);
    await journal("comment", id, "Nice");
  }
});

Deno.test("journal --search: posts are found by words of theirs and of their comments", async () => {
  const { circle, device, journal } = await startFamily();
  await using _circle = circle;
  await using _device = device;
  const school = (await journal("post", "First day at school!")).stdout.trim();
  await journal("post", "Summer in Łódź");
  await journal("comment", school, "How tall she is!");
  const found = await journal("--search", "TALL school");
  assert.match(found.stdout, /First day/);
  assert.doesNotMatch(found.stdout, /Summer/);
  assert.match((await journal("list", "--search", "lodz", "--quiet")).stdout, /Summer in Łódź/);
  assert.match((await journal("--search", "winter")).stdout, /none/i);
  assert.equal((await journal("--search", "x".repeat(101))).code, 7);
});

Deno.test("journal --new: what others told since the last time, and nothing for cron without it", async () => {
  const { circle, device, anna, journal } = await startFamily();
  await using _circle = circle;
  await using _device = device;
  const quiet = async () => await journal("--new", "--quiet");
  assert.deepEqual([(await quiet()).stdout, (await quiet()).code], ["", 0]);
  await anna.client.createPost({ params: { family_id: anna.family }, body: { text: "Look" } });
  assert.match((await journal("--new", "--search", "look")).stdout, /Anna +Look/);
  assert.match((await quiet()).stdout, /Anna +Look/);
  assert.equal((await quiet()).stdout, "");
  assert.equal((await journal("--new", "--json")).stdout.trim(), "[]");
});

Deno.test("journal post -: a long story comes from standard input", async () => {
  const { circle, device, journal: _, anna } = await startFamily();
  await using _circle = circle;
  await using _device = device;
  const story = "It was in 1962.\n\nWe had a boat.";
  const { code, stderr } = await device.run(["journal", "post", "-"], { input: `${story}\n` });
  assert.equal(code, 0, stderr);
  const [post] = await anna.client.listPosts({ params: { family_id: anna.family } });
  assert.equal(post?.text, story);
});

Deno.test("journal post, edit and comment: take lines that end as Windows ends them", async () => {
  const { circle, device, journal, anna } = await startFamily();
  await using _circle = circle;
  await using _device = device;
  const input = "It was in 1962.\r\n\r\nWe had a boat.\r\n";
  const text = "It was in 1962.\n\nWe had a boat.";
  const told = await device.run(["journal", "post", "-"], { input });
  assert.equal(told.code, 0, told.stderr);
  const post_id = told.stdout.trim();
  const getText = async () => (await anna.client.getPost({ params: { post_id } })).text;
  assert.equal(await getText(), text);
  await journal("edit", post_id, "--text", "One\r\ntwo");
  assert.equal(await getText(), "One\ntwo");
  await device.run(["journal", "comment", post_id, "-"], { input });
  const [comment] = await anna.client.listComments({ params: { post_id } });
  assert.equal(comment?.text, text);
});

Deno.test("journal show: has reactions, and all lines of texts", async () => {
  const { circle, device, anna, journal } = await startFamily();
  await using _circle = circle;
  await using _device = device;
  const post = { text: "First day at school!\n\nShe was brave.", happened_on: "2026-09-07" };
  const params = {
    post_id: (await anna.client.createPost({
      params: { family_id: anna.family },
      body: post,
    })).id,
  };
  await anna.client.setReaction({ params, body: { kind: "heart" } });
  await journal("react", params.post_id, "heart");
  const text = "How tall!\nID  WHEN  WHO\nOma";
  const { id } = await anna.client.createComment({ params, body: { text } });
  const { stdout } = await journal("show", params.post_id);
  assert.match(stdout, /^About +2026-09-07\nReactions +heart 2 \(yours: heart\)$/m);
  assert.match(stdout, /\n\n {2}First day at school!\n\n {2}She was brave\.\n\n/);
  assert.match(stdout, new RegExp(`^Anna .* ${id}\\n  How tall!\\n  ID  WHEN  WHO\\n`, "m"));
  const narrow = await device.run(["journal", "show", params.post_id], { typed: "", columns: 20 });
  assert.match(narrow.stdout, /\n {2}First day at\n {2}school!\n/);
});

Deno.test("journal show: of many posts only the newest are named when none is meant", async () => {
  const { circle, device, anna, journal } = await startFamily();
  await using _circle = circle;
  await using _device = device;
  for (let count = 1; count <= 12; count++) {
    await anna.client.createPost({
      params: { family_id: anna.family },
      body: { text: `#${count}` },
    });
  }
  const { code, stderr } = await journal("show", "nothing");
  assert.equal(code, 6);
  const [, ...lines] = stderr.trimEnd().split("\n");
  assert.equal(lines.length, 11, stderr);
  assert.match(lines[0]!, /^ {2}[\da-f-]{36} Anna: #12$/);
  assert.equal(lines.at(-1), "  … and 2 more");
});

/** What may stand between a post that is saved and the person who sent it. */
const LOST_REPLIES: Readonly<
  Record<string, { code: number; says: RegExp; reply: (saved: Response) => Promise<Response> }>
> = {
  "the server is older, and its reply lacks a field": {
    code: 1,
    says:
      /^circle: The server has done what you asked for, but .*one of the two is older \(the server is \d/,
    reply: async (saved) => {
      const { commented_at: _, ...post } = await saved.json();
      return Response.json(post, { status: saved.status });
    },
  },
  "a proxy gives up before the server answers": {
    code: 3,
    says: /does not answer just now \(status 504\)/,
    reply: () => Promise.resolve(new Response("<h1>504</h1>", { status: 504 })),
  },
};

for (const [name, { code, says, reply }] of Object.entries(LOST_REPLIES)) {
  Deno.test(`journal post: can be sent again safely if ${name}`, async () => {
    const { circle, device, anna, ben } = await startFamily();
    await using _circle = circle;
    await using _device = device;
    await using proxy = await startForwarding(circle.url, {
      [`/families/${anna.family}/posts`]: async (request) =>
        await reply(await forward(request, circle.url)),
    });
    const post = ["journal", "post", "She walks!"];
    const env = { CIRCLE_SERVER: proxy.url, CIRCLE_TOKEN: ben.token };
    const sent = await device.run(post, { env });
    assert.equal(sent.code, code, sent.stderr);
    assert.match(sent.stderr, says);
    const [, once = ""] =
      /^(?:Perhaps it is posted\. )?Sent again with --once (\S+) it/m.exec(sent.stderr) ??
        [];
    const again = await device.run([...post, "--once", once], {
      env: { ...env, CIRCLE_SERVER: circle.url },
    });
    assert.equal(again.code, 0, again.stderr);
    const posts = await anna.client.listPosts({ params: { family_id: anna.family } });
    assert.deepEqual(posts.map(({ text }) => text), ["She walks!"]);
    assert.equal(again.stdout, `${posts[0]!.id}\n`);
  });
}

Deno.test("journal post: what is surely not posted is not said to be, perhaps", async () => {
  const { circle, device, journal } = await startFamily();
  await using _circle = circle;
  await using _device = device;
  assert.doesNotMatch((await journal("post", "When?", "--on", "soon")).stderr, /--once/);
  const { code, stderr } = await journal("post", "Hello", "--once", "twice");
  assert.equal(code, 2);
  assert.match(stderr, /It must be a UUID/);
});

Deno.test("journal edit and delete: take a comment too, by its id", async () => {
  const { circle, device, anna, ben, journal } = await startFamily();
  await using _circle = circle;
  await using _device = device;
  const post_id = (await journal("post", "Look")).stdout.trim();
  const id = (await journal("comment", post_id, "How tal!")).stdout.trim();
  const list = async () =>
    (await anna.client.listComments({ params: { post_id } })).map(({ text }) => text);
  const edited = await journal("edit", id, "--text", "How tall!");
  assert.deepEqual([edited.code, await list()], [0, ["How tall!"]]);
  assert.match(edited.stdout, new RegExp(`^Ben .* ${id}\\n  How tall!\\n$`));
  const dated = await journal("edit", id, "--text", "Oh", "--on", "1962");
  assert.deepEqual([dated.code, await list()], [2, ["How tall!"]]);
  const annas = await anna.client.createComment({ params: { post_id }, body: { text: "Mine" } });
  assert.equal((await journal("edit", annas.id, "--text", "Ours")).code, 5);
  assert.equal((await journal("delete", id)).code, 2, "nobody can be asked");
  const asked = await device.run(["journal", "delete", id], { typed: "no\n" });
  assert.match(asked.stderr, /Delete this comment, for good\? \(yes or no\)/);
  assert.deepEqual([asked.code, await list()], [7, ["How tall!", "Mine"]]);
  assert.equal((await journal("delete", id, "--yes")).stderr, "Comment deleted.\n");
  assert.deepEqual(await list(), ["Mine"]);
  assert.equal((await journal("delete", id, "--yes")).code, 6);
  assert.equal((await journal("edit", id, "--text", "Oh")).code, 6);
  assert.equal((await ben.client.listPosts({ params: { family_id: anna.family } })).length, 1);
});

Deno.test("no command shows a line break of a text as an escape", async () => {
  const { circle, device, anna, journal } = await startFamily();
  await using _circle = circle;
  await using _device = device;
  const text = "First day at school!\n\nShe was brave.";
  const id = (await journal("post", text)).stdout.trim();
  const { stdout: comment } = await journal("comment", id, "How tall!\nAnd how brave.");
  await anna.client.createPost({ params: { family_id: anna.family }, body: { text } });
  const address = "Am Bach 3\n10115 Berlin";
  for (
    const args of [
      ["journal"],
      ["journal", "list", "--order", "happened"],
      ["journal", "--search", "brave"],
      ["journal", "--new"],
      ["journal", "show", id],
      ["journal", "show", "0"],
      ["journal", "edit", id, "--text", `${text}\nReally.`],
      ["journal", "edit", comment.trim(), "--text", "How tall!\nReally."],
      ["journal", "photo", "0"],
      ["person", "add", "Oma", "--address", address],
      ["person", "edit", "Oma", "--address", `Hinterhaus\n${address}`],
      ["person", "show", "Oma"],
      ["person", "list"],
      ["person", "export", "--format", "csv"],
      ["family", "log"],
      ["__complete", "journal", "show", ""],
    ]
  ) {
    for (const options of [{}, { typed: "", columns: 80 }]) {
      const { stdout, stderr } = await device.run(args, options);
      assert.doesNotMatch(stdout + stderr, /\\u000a|\\n/, args.join(" "));
      assert.notEqual(stdout + stderr, "", args.join(" "));
    }
  }
});
