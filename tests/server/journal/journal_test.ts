import assert from "node:assert/strict";
import { startCircle } from "../../support/circle.ts";
import { addFamilyMember } from "../../support/family_members.ts";
import { assertRefused } from "../../support/refusal.ts";
import { testOnClusters } from "../../support/clusters.ts";

const DAY = 24 * 60 * 60 * 1000;

async function startFamily() {
  const circle = await startCircle();
  const anna = await circle.join({ name: "Anna" });
  const ben = await addFamilyMember(circle, anna, { name: "Ben" });
  const params = { family_id: anna.family };
  return { circle, anna, ben, params };
}

Deno.test("a post comes back exactly, and is changed by its author alone", async () => {
  const { circle, anna, ben, params } = await startFamily();
  await using _circle = circle;
  const text = "First day at school! 👩‍👩‍👧\n\n— Lea";
  const post = await anna.client.createPost({ params, body: { text, happened_on: "2026-09-07" } });
  assert.deepEqual([post.text, post.happened_on, post.edited_at], [text, "2026-09-07", null]);
  assert.deepEqual(post.author, { id: anna.id, name: "Anna" });
  const target = { post_id: post.id };
  assert.deepEqual(await ben.client.getPost({ params: target }), post);
  const body = { text: "Second day", happened_on: "1962" };
  await assertRefused(ben.client.updatePost({ params: target, body }), "forbidden");
  const changed = await anna.client.updatePost({ params: target, body });
  assert.equal(changed.text, "Second day");
  assert.notEqual(changed.edited_at, null);
  const same = await anna.client.updatePost({ params: target, body });
  assert.equal(same.edited_at, changed.edited_at, "what changes nothing is no edit");
  const cleared = await anna.client.updatePost({ params: target, body: { happened_on: null } });
  assert.equal(cleared.happened_on, null);
});

Deno.test("posts are listed as they were told, or as they happened, page by page", async () => {
  const { circle, anna, params } = await startFamily();
  await using _circle = circle;
  const days = ["2024-07-14", null, "1962", "2024-07", "1962-05-01"];
  for (const [at, happened_on] of days.entries()) {
    await anna.client.createPost({ params, body: { text: `${at}`, happened_on } });
  }
  const list = async (order: "told" | "happened") =>
    (await anna.client.listPosts({ params, query: { order, limit: 2 } }))
      .map(({ text }) => text).join("");
  assert.equal(await list("told"), "43210");
  assert.equal(await list("happened"), "10342", "a month stands before its days, counted back");
});

Deno.test("a day of a post is a day, and not later than tomorrow anywhere", async () => {
  const { circle, anna, params } = await startFamily();
  await using _circle = circle;
  const tell = (happened_on: string) =>
    anna.client.createPost({ params, body: { text: "a", happened_on } });
  for (const day of ["2023-02-29", "2023-13", "62", "2023-04-31", "3000", ""]) {
    await assertRefused(tell(day), "invalid_fields");
  }
  const inDays = (days: number) => new Date(Date.now() + days * DAY).toISOString().slice(0, 10);
  await tell(inDays(1));
  await tell("2024-02-29");
  await assertRefused(tell(inDays(4)), "invalid_fields");
  await assertRefused(tell(inDays(400).slice(0, 4)), "invalid_fields");
});

testOnClusters("a post sent sixteen times at once with one name is one post", async (cluster) => {
  const { first, second } = cluster;
  const anna = await first.join();
  const params = { family_id: anna.family };
  const body = { text: "once", once: crypto.randomUUID() };
  const tell = async (at: number) => {
    const path = `/families/${anna.family}/posts`;
    return await [first, second][at % 2]!.call("POST", path, { token: anna.token, body });
  };
  const answers = await Promise.all(Array.from({ length: 16 }, (_, at) => tell(at)));
  assert.deepEqual(
    answers.map(({ status }) => status).toSorted(),
    [...Array(15).fill(200), 201],
    "one has made it, the others found it made",
  );
  const posts = answers.map(({ json }) => json);
  assert.equal(new Set(posts.map(({ id }) => id)).size, 1);
  assert.equal((await anna.client.listPosts({ params })).length, 1);
});

Deno.test("comments stand oldest first, and go with their author, the post's, or an admin", async () => {
  const { circle, anna, ben, params } = await startFamily();
  await using _circle = circle;
  const cleo = await addFamilyMember(circle, anna, { name: "Cleo" });
  const { id: post_id } = await ben.client.createPost({ params, body: { text: "Look" } });
  const say = (who: typeof anna, text: string) =>
    who.client.createComment({ params: { post_id }, body: { text } });
  const comments = [await say(anna, "1"), await say(cleo, "2"), await say(ben, "3")];
  const listed = await cleo.client.listComments({ params: { post_id }, query: { limit: 1 } });
  assert.deepEqual(listed, comments);
  assert.equal((await anna.client.getPost({ params: { post_id } })).comments, 3);
  const remove = (who: typeof anna, at: number) =>
    who.client.deleteComment({ params: { comment_id: comments[at]!.id } });
  await assertRefused(remove(cleo, 0), "forbidden");
  await remove(ben, 0); // on his post
  await remove(cleo, 1); // her own
  await remove(anna, 2); // as owner
  assert.deepEqual(await anna.client.listComments({ params: { post_id } }), []);
  const log = await anna.client.listFamilyLog({ params });
  const deletions = log.filter(({ event }) => event === "comment_deleted");
  assert.deepEqual(deletions.map(({ by, member }) => [by?.name, member?.name]), [
    ["Anna", "Ben"],
    ["Ben", "Anna"],
  ]);
  assert.doesNotMatch(JSON.stringify(deletions), /"text"/);
});

testOnClusters(
  "a member has one reaction to a post, also under parallel requests",
  async (cluster) => {
    const { first, second } = cluster;
    const anna = await first.join();
    const params = { family_id: anna.family };
    const { id: post_id } = await anna.client.createPost({ params, body: { text: "Look" } });
    const clients = [first.client(anna.token), second.client(anna.token)];
    const kinds = ["heart", "laugh", "wow", "hug"] as const;
    await Promise.all(
      Array.from(
        { length: 12 },
        (_, at) =>
          clients[at % 2]!.setReaction({ params: { post_id }, body: { kind: kinds[at % 4]! } }),
      ),
    );
    const post = await anna.client.getPost({ params: { post_id } });
    assert.equal(Object.values(post.reactions).reduce((sum, count) => sum + count, 0), 1);
    assert.deepEqual(post.reactions, { [post.my_reaction!]: 1 });
    await anna.client.removeReaction({ params: { post_id } });
    await anna.client.removeReaction({ params: { post_id } });
    const { reactions, my_reaction } = await anna.client.getPost({ params: { post_id } });
    assert.deepEqual([reactions, my_reaction], [{}, null]);
  },
);

Deno.test("what is new are the posts of others since one's last visit, which never goes back", async () => {
  const { circle, anna, ben, params } = await startFamily();
  await using _circle = circle;
  const tell = (who: typeof anna, text: string) =>
    who.client.createPost({ params, body: { text } });
  const listNew = async () =>
    (await anna.client.listPosts({ params, query: { new: true } })).map(({ text }) => text);
  const first = await tell(ben, "1");
  await tell(anna, "her own");
  assert.deepEqual(await listNew(), ["1"]);
  await anna.client.setSeen({ params, body: { until: first.created_at } });
  assert.deepEqual(await listNew(), []);
  circle.advance(1000);
  await tell(ben, "2");
  await anna.client.setSeen({ params, body: { until: "2001-01-01T00:00:00.000Z" } });
  assert.deepEqual(await listNew(), ["2"]);
  await anna.client.setSeen({ params, body: { until: "2199-01-01T00:00:00.000Z" } });
  assert.deepEqual(await listNew(), []);
  circle.advance(1000);
  await tell(ben, "3");
  assert.deepEqual(await listNew(), ["3"], "nobody has seen what is not written yet");
});

Deno.test("what is new is counted, and a post says when somebody else commented last", async () => {
  const { circle, anna, ben, params } = await startFamily();
  await using _circle = circle;
  const getSeen = () => anna.client.getSeen({ params });
  assert.deepEqual(await getSeen(), { until: null, new_posts: 0, newest: null });
  const tell = (who: typeof anna) => who.client.createPost({ params, body: { text: "Look" } });
  await tell(anna);
  await tell(ben);
  circle.advance(1000);
  const { id: post_id, created_at } = await tell(ben);
  assert.deepEqual(await getSeen(), { until: null, new_posts: 2, newest: created_at });
  await anna.client.setSeen({ params, body: { until: created_at } });
  assert.deepEqual(await getSeen(), { until: created_at, new_posts: 0, newest: null });

  const commentedAt = async ({ client }: typeof anna) =>
    (await client.getPost({ params: { post_id } })).commented_at;
  assert.equal(await commentedAt(anna), null);
  circle.advance(1000);
  const say = (who: typeof anna) =>
    who.client.createComment({ params: { post_id }, body: { text: "Nice" } });
  const first = await say(ben);
  circle.advance(1000);
  const second = await say(anna);
  assert.equal(await commentedAt(anna), first.created_at);
  assert.equal(await commentedAt(ben), second.created_at);
  const [listed] = await anna.client.listPosts({ params });
  assert.equal(listed!.commented_at, first.created_at);
});

Deno.test("new posts are counted up to a hundred, and no more are read", async () => {
  const { circle, anna, ben, params } = await startFamily();
  await using _circle = circle;
  for (let at = 0; at < 101; at++) await ben.client.createPost({ params, body: { text: "Look" } });
  assert.equal((await anna.client.getSeen({ params })).new_posts, 100);
});

Deno.test("the words of who leaves stay under their name, unless they are to be erased", async () => {
  const { circle, anna, ben, params } = await startFamily();
  await using _circle = circle;
  const cleo = await addFamilyMember(circle, anna, { name: "Cleo" });
  const tell = (who: typeof anna, text: string) =>
    who.client.createPost({ params, body: { text } });
  const [bens, cleos, annas] = [
    await tell(ben, "ben"),
    await tell(cleo, "cleo"),
    await tell(anna, "a"),
  ];
  for (const { client } of [ben, cleo]) {
    await client.createComment({ params: { post_id: annas.id }, body: { text: "nice" } });
    await client.setReaction({ params: { post_id: annas.id }, body: { kind: "heart" } });
  }
  await anna.client.createComment({ params: { post_id: cleos.id }, body: { text: "to Cleo" } });
  await ben.client.removeMember({ params: { ...params, account_id: ben.id }, body: {} });
  const stayed = await anna.client.getPost({ params: { post_id: bens.id } });
  assert.deepEqual(stayed.author, { id: null, name: "Ben" });
  await assertRefused(ben.client.getPost({ params: { post_id: bens.id } }), "not_found");
  await cleo.client.deleteProfile({ body: { password: cleo.password, journal: "erase" } });
  const posts = await anna.client.listPosts({ params });
  assert.deepEqual(posts.map(({ text }) => text), ["a", "ben"]);
  assert.deepEqual(posts[0]!.reactions, {});
  const comments = await anna.client.listComments({ params: { post_id: annas.id } });
  assert.deepEqual(comments.map(({ author }) => author), [{ id: null, name: "Ben" }]);
  const dave = await addFamilyMember(circle, anna, { name: "Dave" });
  const account = { params: { ...params, account_id: dave.id } };
  await assertRefused(
    anna.client.removeMember({ ...account, body: { journal: "erase" } }),
    "forbidden",
  );
});

Deno.test("who leaves is told how much is erased, in one family and in all", async () => {
  const { circle, anna, ben, params } = await startFamily();
  await using _circle = circle;
  const tell = async (who: typeof anna, family_id: string) =>
    (await who.client.createPost({ params: { family_id }, body: { text: "a" } })).id;
  const say = (who: typeof anna, post_id: string) =>
    who.client.createComment({ params: { post_id }, body: { text: "b" } });
  const other = (await ben.client.createFamily({ body: { name: "Another" } })).id;
  const count = async (family_id?: string) => {
    const written = await ben.client.getOwnJournal({ query: { family_id } });
    return [written.posts, written.comments, written.comments_of_others];
  };
  assert.deepEqual([await count(), await count(anna.family)], [[0, 0, 0], [0, 0, 0]]);
  const [bens, annas] = [await tell(ben, anna.family), await tell(anna, anna.family)];
  await tell(ben, anna.family);
  await say(ben, bens);
  await say(ben, annas);
  await say(anna, bens);
  await say(anna, annas);
  const gone = await addFamilyMember(circle, anna);
  await say(gone, bens);
  await gone.client.removeMember({ params: { ...params, account_id: gone.id }, body: {} });
  await say(ben, await tell(ben, other));
  assert.deepEqual(await count(anna.family), [2, 2, 2]);
  assert.deepEqual([await count(other), await count()], [[1, 1, 0], [3, 3, 2]]);

  const stored = async () => {
    const [posts, comments] = [
      await circle.db.selectFrom("posts").select("id").execute(),
      await circle.db.selectFrom("comments").select("id").execute(),
    ];
    return [posts.length, comments.length];
  };
  const [posts, comments] = await stored();
  await ben.client.removeMember({
    params: { ...params, account_id: ben.id },
    body: { journal: "erase" },
  });
  assert.deepEqual(await stored(), [posts! - 2, comments! - 2 - 2], "as many as were counted");
});

Deno.test("a member writes at most 200 posts a day", async () => {
  const { circle, anna, params } = await startFamily();
  await using _circle = circle;
  const created_at = new Date().toISOString();
  await circle.db.insertInto("posts").values(
    Array.from({ length: 200 }, (_, at) => ({
      id: `019aa5c3-2f6e-7cc4-9d5e-1b7f0a6f4${String(at).padStart(3, "0")}`,
      family_id: anna.family,
      author_id: anna.id,
      author_name: "Anna",
      text: "again",
      happened_key: created_at.slice(0, 10),
      created_at,
    })),
  ).execute();
  const tell = () => anna.client.createPost({ params, body: { text: "one more" } });
  await assertRefused(tell(), "too_many_posts");
  const yesterday = new Date(Date.now() - DAY - 1000).toISOString();
  await circle.db.updateTable("posts").set({ created_at: yesterday }).execute();
  await tell();
});

Deno.test("a deleted family takes its journal with it", async () => {
  const { circle, anna, params } = await startFamily();
  await using _circle = circle;
  const { id: post_id } = await anna.client.createPost({ params, body: { text: "gone" } });
  await anna.client.createComment({ params: { post_id }, body: { text: "gone" } });
  await anna.client.deleteFamily({ params });
  assert.deepEqual(await circle.db.selectFrom("posts").select("id").execute(), []);
  assert.deepEqual(await circle.db.selectFrom("comments").select("id").execute(), []);
});
