import assert from "node:assert/strict";
import { type Circle, type Joined, startCircle } from "../../support/circle.ts";
import { addFamilyMember } from "../../support/family_members.ts";
import { assertRefused } from "../../support/refusal.ts";
import { NAUGHTY_TEXTS } from "../http/naughty_texts.ts";

async function startFamily() {
  const circle = await startCircle();
  const anna = await circle.join({ name: "Anna" });
  return { circle, anna, params: { family_id: anna.family } };
}

/** Tells the family something; returns the post's id. */
async function tell({ client, family }: Joined, text: string): Promise<string> {
  return (await client.createPost({ params: { family_id: family }, body: { text } })).id;
}

async function comment({ client }: Joined, post_id: string, text: string): Promise<string> {
  return (await client.createComment({ params: { post_id }, body: { text } })).id;
}

/** The texts of the posts that words find. */
async function find({ client, family: family_id }: Joined, q: string): Promise<string[]> {
  const posts = await client.listPosts({ params: { family_id }, query: { q } });
  return posts.map(({ text }) => text);
}

Deno.test("words are found in any case, with or without accents, in posts and their comments", async () => {
  const { circle, anna } = await startFamily();
  await using _circle = circle;
  const school = await tell(anna, "Lea's first day at School!");
  await tell(anna, "Café Kröller, 14.07.2024 in Łódź");
  await tell(anna, "Straße nach ΟΔΟΣ, İstanbul 🎂");
  await comment(anna, school, "Wie groß sie ist, sagt Zoë");
  const finds: readonly [q: string, text: RegExp][] = [
    ["SCHOOL", /^Lea/],
    ["scho", /^Lea/],
    ["day school first", /^Lea/],
    ["lea's", /^Lea/],
    ["zoe", /^Lea/],
    ["school GROSS", /^Lea/], // one word in the post, one in the comment
    ["cafe kroller", /^Café/],
    ["kro\u0308ller", /^Café/],
    ["lodz", /^Café/],
    ["14.07.2024", /^Café/],
    ["strasse", /^Stra/],
    ["οδός", /^Stra/],
    ["istanbul", /^Stra/],
    ["🎂", /^Stra/],
  ];
  for (const [q, text] of finds) {
    const found = await find(anna, q);
    assert.equal(found.length, 1, q);
    assert.match(found[0]!, text, q);
  }
  for (const q of ["chool", "sch day", "school cafe", "school ol", "14.07.2025", "🎄"]) {
    assert.deepEqual(await find(anna, q), [], q);
  }
});

Deno.test("what is written without spaces is found by any part of it", async () => {
  const { circle, anna } = await startFamily();
  await using _circle = circle;
  const texts = [
    "昨日は東京タワーに行きました",
    "王小明上学了",
    "สวัสดีครับคุณยาย",
    "한국어를 배웠어요",
    "東の京",
  ];
  for (const text of texts) await tell(anna, text);
  const finds = {
    東京: 0,
    タワー: 0,
    行: 0,
    小明: 1,
    王: 1,
    了: 1,
    คุณยาย: 2,
    한국: 3,
    東の京: 4,
    "": -1,
  };
  for (const [q, at] of Object.entries(finds)) {
    assert.deepEqual(await find(anna, q), at < 0 ? [] : [texts[at]], q);
  }
  assert.equal((await find(anna, "東")).length, 2);
});

Deno.test("finds come newest first, page by page, also in the order in which they happened", async () => {
  const { circle, anna, params } = await startFamily();
  await using _circle = circle;
  for (let at = 0; at < 9; at++) {
    const post = await tell(anna, at % 2 ? `odd ${at}` : `even ${at}`);
    await comment(anna, post, "odd, but nice");
  }
  await tell(anna, "none of these");
  const odd = { params, query: { q: "odd", limit: 2 } };
  assert.deepEqual(
    (await anna.client.listPosts(odd)).map(({ text }) => text.at(-1)).join(""),
    "876543210",
  );
  const { headers } = await circle.call(
    "GET",
    `/families/${anna.family}/posts?q=odd+%22&limit=4`,
    anna,
  );
  assert.match(headers.get("link")!, /\?q=odd\+%22&limit=4&cursor=/);
  const happened = { params, query: { ...odd.query, order: "happened" } } as const;
  assert.equal((await anna.client.listPosts(happened)).length, 9);
});

Deno.test("a search finds nothing of another family", async () => {
  const { circle, anna } = await startFamily();
  await using _circle = circle;
  const ben = await circle.join({ name: "Ben" });
  await tell(ben, "secret");
  for (const q of ["secret", "s", `${ben.family} secret`, `${ben.family}secret`]) {
    assert.deepEqual(await find(anna, q), []);
  }
  assert.deepEqual(await find(ben, "secret"), ["secret"]);
  await assertRefused(find({ ...anna, family: ben.family }, "secret"), "not_found");
});

Deno.test("no text that is searched for is an error, but one over 100 characters", async () => {
  const { circle, anna } = await startFamily();
  await using _circle = circle;
  await tell(anna, "plain");
  const { token } = anna;
  const search = (q: string) =>
    circle.call("GET", `/families/${anna.family}/posts?q=${encodeURIComponent(q)}`, { token });
  const odd = [
    ...Object.values(NAUGHTY_TEXTS),
    "nul\0",
    ...['"', "*", "pla*", '"plain', "plain AND", "AND OR NOT NEAR(", "plain:", "^plain", "-plain"],
    ...["words : plain", "{words}: x", "' | 'x", "a' & !'b", "\\", ":*", "<->", "%", "_", "  ", ""],
    ...["🎂".repeat(100), "ﷺ".repeat(100), "東".repeat(100), "\u0301".repeat(100)],
    Array.from({ length: 50 }, (_, at) => String.fromCodePoint(0x400 + at)).join(" "),
  ];
  for (const q of odd.map((text) => [...text].slice(0, 100).join(""))) {
    assert.equal((await search(q.toWellFormed())).status, 200, q);
  }
  assert.deepEqual(await find(anna, "-PLAIN*"), ["plain"]);
  for (const long of ["x".repeat(101), "🎂".repeat(1000), '"'.repeat(4000)]) {
    const { status, json } = await search(long);
    assert.equal(status, 422);
    assert.deepEqual(json.errors.map(({ field }: { field: string }) => field), ["q"]);
    assert.match(json.errors[0].message, /at most 100/);
  }
});

Deno.test("a text of any letters is stored, and found by its longest words", async () => {
  const { circle, anna } = await startFamily();
  await using _circle = circle;
  const long = "x".repeat(10_000);
  for (const text of [long, "ﷺ".repeat(10_000), "東".repeat(10_000), "🎂".repeat(10_000)]) {
    await tell(anna, text);
  }
  for (const text of Object.values(NAUGHTY_TEXTS)) {
    const words = [...text.trim()].slice(0, 10_000).join("");
    const { token, family } = anna;
    const body = { text: words };
    const { status } = await circle.call("POST", `/families/${family}/posts`, { token, body });
    assert.ok(status === 201 || status === 422, `${status} for ${JSON.stringify(words)}`);
  }
  assert.deepEqual(await find(anna, "x".repeat(100)), [long]);
});

Deno.test("what was changed or deleted is not found by the words that it had", async () => {
  const { circle, anna } = await startFamily();
  await using _circle = circle;
  const post_id = await tell(anna, "old post");
  const comment_id = await comment(anna, post_id, "early comment");
  await anna.client.updatePost({ params: { post_id }, body: { text: "new post" } });
  await anna.client.updateComment({ params: { comment_id }, body: { text: "late comment" } });
  const assertFinds = async (counts: Readonly<Record<string, number>>) => {
    for (const [q, count] of Object.entries(counts)) {
      assert.equal((await find(anna, q)).length, count, q);
    }
  };
  await assertFinds({ old: 0, early: 0, new: 1, late: 1, "new comment": 1 });
  await anna.client.deleteComment({ params: { comment_id } });
  await assertFinds({ late: 0, comment: 0, new: 1 });
  await comment(anna, post_id, "late again");
  await anna.client.deletePost({ params: { post_id } });
  await assertFinds({ new: 0, post: 0, late: 0, again: 0 });
  await assertNothingIndexed(circle);
});

Deno.test("what was erased with its author, or with its family, is not found and not indexed", async () => {
  const { circle, anna, params } = await startFamily();
  await using _circle = circle;
  const ben = await addFamilyMember(circle, anna, { name: "Ben" });
  const cleo = await addFamilyMember(circle, anna, { name: "Cleo" });
  const dave = await addFamilyMember(circle, anna, { name: "Dave" });
  const annas = await tell(anna, "annas");
  for (const member of [ben, cleo, dave]) {
    const post = await tell(member, "theirs");
    await comment(anna, post, "under theirs");
    await comment(member, annas, `ours`);
  }
  await ben.client.removeMember({
    params: { ...params, account_id: ben.id },
    body: { journal: "erase" },
  });
  assert.equal((await find(anna, "theirs")).length, 2);
  await cleo.client.deleteProfile({ body: { password: cleo.password, journal: "erase" } });
  assert.equal((await find(anna, "under")).length, 1);
  await dave.client.removeMember({ params: { ...params, account_id: dave.id }, body: {} });
  assert.equal((await find(anna, "under theirs")).length, 1, "words that were kept stay");
  assert.deepEqual(await find(anna, "ours"), ["annas"]);
  await anna.client.deleteFamily({ params });
  await assertNothingIndexed(circle);
});

async function assertNothingIndexed({ db }: Circle): Promise<void> {
  assert.deepEqual(await db.selectFrom("journal_words").select("id").execute(), []);
}
