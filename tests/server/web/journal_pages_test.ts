import assert from "node:assert/strict";
import { type Circle, type Joined, startCircle } from "../../support/circle.ts";
import { addFamilyMember } from "../../support/family_members.ts";
import { unescapeHtml, Visitor } from "../../support/visitor.ts";
import { postForm } from "./page_forms.ts";

async function signIn(circle: Circle, { email, password }: Joined): Promise<Visitor> {
  const visitor = new Visitor(circle.url);
  await visitor.open("/sign-in");
  await visitor.send("/sign-in", { email, password });
  return visitor;
}

Deno.test("a post is told, answered, reacted to, changed and deleted on pages", async () => {
  await using circle = await startCircle();
  const anna = await circle.join({ name: "Anna" });
  const ben = await addFamilyMember(circle, anna, { name: "Ben" });
  const annas = await signIn(circle, anna);
  const path = `/f/${anna.family}/journal`;
  await annas.open(path);
  assert.equal((await annas.send(path, { text: "Look", happened_on: "soon" })).status, 422);
  assert.match(annas.page.text, /A date is such as 2024-07-14/);
  const text = "First day at school!\nSee https://school.example.org/lea. <b>";
  await annas.send(path, { text, happened_on: "2026-09-07" });
  assert.match(annas.page.text, /Anna .* About 7 September 2026 First day at school!/);
  assert.match(
    annas.page.html,
    /<a href="https:\/\/school\.example\.org\/lea" rel="noopener noreferrer nofollow">/,
  );
  assert.doesNotMatch(annas.page.html, /<b>/);

  const bens = await signIn(circle, ben);
  await bens.open(path);
  assert.match(bens.page.text, /Mark all as read/);
  const [, post] = /action="([^"]*)\/reaction"/.exec(bens.page.html)!;
  await bens.send(`${post}/reaction`, { kind: "heart" });
  assert.match(bens.page.html, /aria-pressed="true"><span[^>]*>❤️<\/span> 1 <span[^>]*>Heart</);
  await bens.send(`${post}/reaction`, { kind: "" });
  assert.doesNotMatch(bens.page.html, /aria-pressed="true"/);
  await bens.open(post!);
  await bens.send(`${post}/comments`, { text: "How tall she is!" });
  assert.match(bens.page.text, /Ben .* How tall she is!/);
  assert.equal((await bens.open(`${post}/edit`)).status, 403);
  await bens.open(path);
  await bens.send(`${path}/seen`);
  assert.doesNotMatch(bens.page.text, /Mark all as read/);

  await annas.open(`${post}/edit`);
  assert.match(annas.page.text, /Leave it out for the day it was told\./);
  await annas.send(`${post}/edit`, { text: "Second day", happened_on: "" });
  assert.match(annas.page.text, /edited .*Second day/);
  assert.doesNotMatch(annas.page.text, /About/);
  const deletion = linkTo(annas, "Delete the comment");
  await annas.open(deletion);
  assert.match(annas.page.text, /Delete this comment\? .*Ben .* How tall she is!/);
  assert.match(annas.page.text, /Cancel/);
  assert.equal((await annas.open(post!)).text.includes("How tall"), true, "asking deletes nothing");
  await annas.open(deletion);
  await annas.send(deletion);
  assert.equal(annas.page.path, post);
  assert.doesNotMatch(annas.page.text, /How tall/);
  await annas.open(`${post}/delete`);
  await annas.send(`${post}/delete`);
  assert.match(annas.page.text, /Nothing is told yet/);
});

Deno.test("a comment to a post that was deleted meanwhile is kept, to be copied", async () => {
  await using circle = await startCircle();
  const anna = await circle.join({ name: "Anna" });
  const visitor = await signIn(circle, anna);
  const params = { family_id: anna.family };
  const { id: post_id } = await anna.client.createPost({ params, body: { text: "Look" } });
  const path = `/f/${anna.family}/journal/${post_id}`;
  await visitor.open(path);
  await anna.client.deletePost({ params: { post_id } });
  await visitor.send(`${path}/comments`, { text: "A <long> answer" });
  assert.equal(visitor.page.status, 404);
  assert.match(visitor.page.html, /<textarea id="kept"[^>]*>\nA &lt;long&gt; answer<\/textarea>/);
});

Deno.test("a post about a month or a year says no more than that", async () => {
  await using circle = await startCircle();
  const anna = await circle.join({ name: "Anna" });
  const params = { family_id: anna.family };
  const visitor = await signIn(circle, anna);
  for (const [happened_on, shown] of [["1962", "1962"], ["1962-05", "May 1962"]] as const) {
    const { id } = await anna.client.createPost({ params, body: { text: "Look", happened_on } });
    const { text } = await visitor.open(`/f/${anna.family}/journal/${id}`);
    assert.ok(text.includes(`About ${shown} Look`), text);
  }
});

Deno.test("before a post is deleted, one is told how many comments go with it", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const visitor = await signIn(circle, anna);
  const { id: post_id } = await anna.client.createPost({
    params: { family_id: anna.family },
    body: { text: "Look" },
  });
  for (const under of ["all", "its comment and all", "its 2 comments and all"]) {
    const { text } = await visitor.open(`/f/${anna.family}/journal/${post_id}/delete`);
    assert.ok(text.includes(`It goes with ${under} reactions`), text);
    await anna.client.createComment({ params: { post_id }, body: { text: "Nice" } });
  }
});

Deno.test("a post that is sent twice at once is told once", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const visitor = await signIn(circle, anna);
  const path = `/f/${anna.family}/journal`;
  await visitor.open(path);
  const form = visitor.form(path, { text: "Look" });
  await Promise.all([visitor.post(form), visitor.post(form), visitor.post(form)]);
  const posts = await anna.client.listPosts({ params: { family_id: anna.family } });
  assert.equal(posts.length, 1);
});

Deno.test("opening the journal changes nothing: what is new stays new until one says so", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const ben = await addFamilyMember(circle, anna);
  const params = { family_id: anna.family };
  await anna.client.createPost({ params, body: { text: "Look" } });
  const visitor = await signIn(circle, ben);
  for (let time = 0; time < 2; time++) {
    assert.match((await visitor.open(`/f/${anna.family}/journal`)).text, /New/);
  }
  assert.equal((await ben.client.listPosts({ params, query: { new: true } })).length, 1);
});

Deno.test("a post of another family under the path of one's own is not found", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const ben = await circle.join();
  const params = { family_id: ben.family };
  const { id } = await ben.client.createPost({ params, body: { text: "Look" } });
  const visitor = await signIn(circle, anna);
  const path = `/f/${anna.family}/journal/${id}`;
  assert.equal((await visitor.open(path)).status, 404);
  await ben.client.createInvite({ params, body: {} })
    .then(({ code }) => anna.client.acceptInvite({ body: { code } }));
  assert.equal((await visitor.open(path)).status, 404, "also where one is in both");
  await visitor.open(`/f/${anna.family}/journal`);
  const { once = "" } = visitor.form(`/f/${anna.family}/journal`).fields;
  for (const action of ["reaction", "delete"]) {
    const sent = await visitor.post({ action: `${path}/${action}`, fields: { once, kind: "wow" } });
    assert.equal(sent.status, 404);
  }
  assert.deepEqual((await ben.client.getPost({ params: { post_id: id } })).reactions, {});
});

Deno.test("posts are found by a form on the journal, page by page", async () => {
  await using circle = await startCircle();
  const anna = await circle.join({ name: "Anna" });
  const params = { family_id: anna.family };
  const path = `/f/${anna.family}/journal`;
  const visitor = await signIn(circle, anna);
  await visitor.open(path);
  assert.doesNotMatch(visitor.page.html, /role="search"/, "there is nothing to find");
  for (let at = 0; at < 21; at++) {
    await anna.client.createPost({ params, body: { text: `Café number ${at}.` } });
  }
  const { id: post_id } = await anna.client.createPost({ params, body: { text: "Lea" } });
  await anna.client.createComment({ params: { post_id }, body: { text: "Tall & strong" } });
  await visitor.open(path);
  const [form] = /<form method="get" [^]*?<\/form>/.exec(visitor.page.html)!;
  assert.match(form, new RegExp(`action="${path}" role="search"`));
  assert.match(form, /<input type="search" id="q" name="q"/);

  assert.match((await visitor.open(`${path}?q=TALL+strong`)).text, /Lea/);
  assert.match(visitor.page.html, /name="q" value="TALL strong"/);
  assert.doesNotMatch(visitor.page.text, /number|Nothing is found/);
  await visitor.open(`${path}?q=cafe+%26`);
  assert.match(visitor.page.text, /number 20\..*number 1\./s);
  const [, more] = /href="([^"]*after=[^"]*)"/.exec(visitor.page.html)!;
  await visitor.open(more!.replaceAll("&amp;", "&"));
  assert.match(visitor.page.text, /number 0\./);
  assert.doesNotMatch(visitor.page.text, /number 1\./);

  await visitor.open(`${path}?q=%3Cb%3E%22`);
  assert.match(visitor.page.text, /Nothing is found for “ <b>" ”/);
  assert.match((await visitor.open(`${path}?q=+`)).text, /What do you want to tell/);
  const refused = await visitor.open(`${path}?q=${"x".repeat(101)}`);
  assert.equal(refused.status, 422);
  assert.match(visitor.page.text, /at most 100 characters/);
  assert.match(visitor.page.html, /<title>Error:[^]*name="q" value="x{101}"/);
});

Deno.test("the journal is read in the order of what happened too, page by page", async () => {
  await using circle = await startCircle();
  const anna = await circle.join({ name: "Anna" });
  const params = { family_id: anna.family };
  const path = `/f/${anna.family}/journal`;
  const visitor = await signIn(circle, anna);
  await anna.client.createPost({ params, body: { text: "Moon.", happened_on: "1969-07-20" } });
  for (let at = 0; at < 20; at++) {
    await anna.client.createPost({ params, body: { text: `Day ${at}.`, happened_on: "2001-05" } });
  }
  await anna.client.createPost({ params, body: { text: "Wedding day.", happened_on: "1962" } });
  await visitor.open(path);
  assert.match(visitor.page.text, /Wedding day\..*Day 19\./);
  await visitor.open(linkTo(visitor, "By when it happened"));
  assert.equal(visitor.page.path, `${path}?order=happened`);
  assert.match(visitor.page.html, /aria-current="true">By when it happened</);
  assert.match(visitor.page.text, / 2001 .*Day 19\..*Day 0\./);
  assert.doesNotMatch(visitor.page.text, /Wedding|Moon/);
  await visitor.open(linkTo(visitor, "More"));
  assert.match(visitor.page.text, / 1969 .*Moon\..* 1962 .*Wedding day\./);
  assert.doesNotMatch(visitor.page.text, /Day \d|What do you want to tell/);

  await visitor.open(`${path}?order=happened`);
  assert.match(visitor.page.html, /<input type="hidden" name="order" value="happened"/);
  await visitor.open(`${path}?order=happened&q=day`);
  assert.match(visitor.page.text, /Day 19\..*Day 0\./);
  await visitor.open(linkTo(visitor, "More"));
  assert.match(visitor.page.text, /Wedding day\./, "paging keeps order and words");
  await visitor.open(linkTo(visitor, "Newest first"));
  assert.equal(visitor.page.path, `${path}?q=day`);
  assert.match(visitor.page.text, /Wedding day\..*Day 19\./);
  await visitor.open(`${path}?order=%3Cb%3E`);
  assert.match(visitor.page.text, /Wedding day\..*Day 19\./);
});

Deno.test("a reaction in a list leads back to its post there, and nowhere else", async () => {
  await using circle = await startCircle();
  const anna = await circle.join({ name: "Anna" });
  const params = { family_id: anna.family };
  const path = `/f/${anna.family}/journal`;
  const { id } = await anna.client.createPost({ params, body: { text: "Day 0." } });
  for (let at = 1; at < 21; at++) {
    await anna.client.createPost({ params, body: { text: `Day ${at}.` } });
  }
  const visitor = await signIn(circle, anna);
  for (const list of [path, `${path}?order=happened`, `${path}?order=happened&q=day`]) {
    await visitor.open(list);
    await visitor.open(linkTo(visitor, "More"));
    const listed = visitor.page.path;
    assert.match(visitor.page.html, new RegExp(`<article [^>]*id="post-${id}"`));
    await visitor.send(`${path}/${id}/reaction`, { kind: "heart" });
    assert.equal(visitor.page.path, `${listed}#post-${id}`);
    assert.match(visitor.page.html, /aria-pressed="true"/);
    await visitor.send(`${path}/${id}/reaction`, { kind: "" });
  }
  await visitor.open(path);
  await visitor.open(linkTo(visitor, "More"));
  const { fields } = visitor.form(`${path}/${id}/reaction`, { kind: "heart" });
  for (const list of ["//evil.example/", "https://evil.example", "q=%0d%0aX:y&after=//e", "#a?b"]) {
    const once = crypto.randomUUID();
    const { headers } = await postForm(visitor, `${path}/${id}/reaction`, {
      fields: { ...fields, once, list },
    });
    const to = new URL(headers.get("location")!, circle.url);
    assert.equal(to.origin, new URL(circle.url).origin);
    assert.equal(to.pathname, path);
    assert.equal(to.hash, `#post-${id}`);
  }
  await visitor.open(`${path}/${id}`);
  await visitor.send(`${path}/${id}/reaction`, { kind: "wow" });
  assert.equal(visitor.page.path, `${path}/${id}`);
});

Deno.test("one changes one's own comment on the page, and nobody else's", async () => {
  await using circle = await startCircle();
  const anna = await circle.join({ name: "Anna" });
  const ben = await addFamilyMember(circle, anna, { name: "Ben" });
  const { id: post_id } = await anna.client.createPost({
    params: { family_id: anna.family },
    body: { text: "Look" },
  });
  const { id } = await ben.client.createComment({ params: { post_id }, body: { text: "Ncie" } });
  const path = `/f/${anna.family}/journal/${post_id}`;
  const annas = await signIn(circle, anna);
  assert.doesNotMatch((await annas.open(path)).text, /Change the comment/);
  assert.equal((await annas.open(`${path}/comments/${id}/edit`)).status, 403);
  const bens = await signIn(circle, ben);
  await bens.open(path);
  const edit = linkTo(bens, "Change the comment");
  await bens.open(edit);
  assert.match(bens.page.html, /<textarea [^>]*>\nNcie</);
  assert.equal((await bens.send(edit, { text: " " })).status, 422);
  await bens.send(edit, { text: "Nice" });
  assert.equal(bens.page.path, `${path}#comment-${id}`);
  assert.match(bens.page.text, /Ben .* edited Nice/);
});

Deno.test("of many comments one sees one's own at once, and is led to the newest", async () => {
  await using circle = await startCircle();
  const anna = await circle.join({ name: "Anna" });
  const { id: post_id } = await anna.client.createPost({
    params: { family_id: anna.family },
    body: { text: "Look" },
  });
  const params = { post_id };
  for (let at = 0; at < 101; at++) {
    await anna.client.createComment({ params, body: { text: `Comment ${at}.` } });
  }
  const path = `/f/${anna.family}/journal/${post_id}`;
  const visitor = await signIn(circle, anna);
  await visitor.open(path);
  await visitor.send(`${path}/comments`, { text: "My answer." });
  assert.match(visitor.page.path, /\?after=[^#]+#comment-/);
  assert.match(visitor.page.text, /Comment 100\. .*My answer\./);
  const [, id] = visitor.page.path.split("#");
  assert.match(visitor.page.html, new RegExp(`<li id="${id}">`));
  await visitor.open(path);
  assert.doesNotMatch(visitor.page.text, /My answer/);
  assert.equal(linkTo(visitor, "Write a comment"), "#write", "one need not pass all of them");
  assert.match(visitor.page.html, /<div id="write">.*<textarea id="text"/s);
  await visitor.open(linkTo(visitor, "The newest comments"));
  assert.match(visitor.page.text, /My answer/);
  const deletion = [...visitor.page.html.matchAll(/href="([^"]*\/delete)"/g)].at(-1)![1]!;
  await visitor.open(deletion);
  await visitor.send(deletion);
  assert.match(visitor.page.text, /Comment 100\./, "one stays where one was");
  assert.doesNotMatch(visitor.page.text, /My answer/);
});

Deno.test("new comments of others are marked until one says that one has read all", async () => {
  await using circle = await startCircle();
  const anna = await circle.join({ name: "Anna" });
  const ben = await addFamilyMember(circle, anna, { name: "Ben" });
  const params = { family_id: anna.family };
  const path = `/f/${anna.family}/journal`;
  const { id: post_id } = await anna.client.createPost({ params, body: { text: "Look" } });
  const say = (who: Joined, text: string) =>
    who.client.createComment({ params: { post_id }, body: { text } });
  const visitor = await signIn(circle, anna);
  await say(anna, "My own.");
  assert.doesNotMatch((await visitor.open(path)).text, /\bNew\b|Mark all as read/);
  await say(ben, "Read before.");
  assert.match((await visitor.open(path)).text, /Comments \(2\) New/);
  await visitor.send(`${path}/seen`);
  assert.doesNotMatch(visitor.page.text, /\bNew\b|Mark all as read/);
  circle.advance(1000);
  await say(anna, "My next.");
  await say(ben, "Just come.");
  assert.match((await visitor.open(path)).text, /Mark all as read .*Comments \(4\) New/);
  const { text } = await visitor.open(`${path}/${post_id}`);
  assert.match(text, /Ben [^.]* New Just come\./);
  assert.equal(text.match(/\bNew\b/g)?.length, 1, text);
});

Deno.test("the page of the family tells how many posts are new, and leads to them", async () => {
  await using circle = await startCircle();
  const anna = await circle.join({ name: "Anna" });
  const ben = await addFamilyMember(circle, anna, { name: "Ben" });
  const params = { family_id: anna.family };
  const home = `/f/${anna.family}`;
  const visitor = await signIn(circle, ben);
  const tell = ({ client }: Joined) => client.createPost({ params, body: { text: "Look" } });
  await tell(ben);
  assert.doesNotMatch((await visitor.open(home)).text, /new post/);
  const { id: post_id } = await tell(anna);
  assert.match((await visitor.open(home)).text, /\b1 new post in the journal Next birthdays/);
  await tell(anna);
  assert.match((await visitor.open(home)).text, /\b2 new posts in the journal/);
  await anna.client.deletePost({ params: { post_id } });
  assert.match((await visitor.open(home)).text, /\b1 new post in the journal/);
  await visitor.open(linkTo(visitor, "1 new post in the journal"));
  assert.match(visitor.page.path, /#posts$/, "not to the form above them");
  assert.match(visitor.page.html, /<section id="posts">.*Mark all as read/s);
  await visitor.send(`${home}/journal/seen`);
  assert.doesNotMatch((await visitor.open(home)).text, /new post/);
  circle.advance(1000);
  for (let at = 0; at < 101; at++) await tell(anna);
  assert.match((await visitor.open(home)).text, /100 new posts in the journal, or more/);
  assert.doesNotMatch((await (await signIn(circle, anna)).open(home)).text, /\b10\d new post/);
});

/** Where a link of the open page leads, by what it says. */
function linkTo({ page: { html } }: Visitor, text: string): string {
  const link = [...html.matchAll(/<a [^>]*?href="([^"]*)"[^>]*>([^<]*)<\/a>/g)]
    .find(([, , says]) => says === text);
  assert.ok(link, `no link says ${text}`);
  return unescapeHtml(link[1]!);
}
