import assert from "node:assert/strict";
import { listEndpoints } from "../../../shared/contract/mod.ts";
import { type Scope, SCOPES } from "../../../shared/scopes.ts";
import { type Circle, type Joined, startCircle } from "../../support/circle.ts";
import { TINY_PICTURE } from "../../support/tiny_picture.ts";
import { assertRefused } from "../../support/refusal.ts";
import { addFamilyMember } from "../../support/family_members.ts";
import { pathOf } from "../../support/sample_of.ts";

Deno.test("scope members:read lists the members without email addresses", async () => {
  await using circle = await startCircle();
  const anna = await circle.join({ name: "Anna" });
  const ben = await addFamilyMember(circle, anna, { name: "Ben" });
  const params = { family_id: anna.family };
  for (const body of [{}, { family: anna.family }]) {
    const { token } = await makeToken(anna, ["members:read"], body);
    const client = circle.client(token);
    const lists = [
      await client.listMembers({ params }),
      await client.listFamilyMembers({ query: { family: anna.family } }),
    ];
    for (const members of lists) {
      assert.deepEqual(members.map(({ name, email }) => [name, email]), [
        ["Anna", null],
        ["Ben", null],
      ]);
    }
    const { text } = await circle.call("GET", `/families/${anna.family}/members`, { token });
    assert.ok(!text.includes(ben.email) && !text.includes("@"));
  }
});

Deno.test("scope contacts:read, or none, lists the members with email addresses", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const tokens = [
    await makeToken(anna, ["contacts:read"]),
    await makeToken(anna, ["members:read", "contacts:read"]),
    await anna.client.createToken({ body: { name: "all", read_only: true } }),
  ];
  for (const { token } of tokens) {
    const [member] = await circle.client(token).listFamilyMembers({});
    assert.equal(member?.email, anna.email);
  }
});

Deno.test("a token with scopes reaches only the endpoints of its scopes", async (t) => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const { token } = await makeToken(anna, [...SCOPES]);
  const params = { family_id: anna.family };
  const [own] = await anna.client.listPeople({ params });
  const { id: post_id } = await anna.client.createPost({ params, body: { text: "Look" } });
  const { id: photo_id } = await anna.client.createPhoto({ params, body: TINY_PICTURE });
  const ids = { ...params, account_id: anna.id, person_id: own!.id, post_id, photo_id };
  for (const [name, endpoint] of listEndpoints()) {
    if (endpoint.access === "anyone") continue;
    await t.step(name, async () => {
      const path = pathOf(endpoint, ids);
      const { status, json } = await circle.call(endpoint.method, path, { token });
      if (endpoint.scopes) assert.equal(status, 200);
      else assert.equal(json.code, "insufficient_scope");
    });
  }
  const open = listEndpoints().filter(([, { scopes }]) => scopes);
  assert.ok(open.length >= 5);
  for (const [name, { method }] of open) assert.equal(method, "GET", `${name} only reads`);
});

Deno.test("scopes are listed in a fixed order, and unknown or empty ones refused", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const { scopes } = await makeToken(anna, [...SCOPES].reverse());
  assert.deepEqual(scopes, SCOPES);
  await anna.client.createToken({ body: { name: "all" } });
  const listed = await anna.client.listTokens({});
  assert.deepEqual(listed.map(({ scopes }) => scopes), [null, [...SCOPES]]);
  for (const scopes of [[], ["everything"], ["members:read", "members:read"], "members:read"]) {
    const answer = await circle.call("POST", "/tokens", {
      token: anna.token,
      body: { name: "odd", scopes },
    });
    assert.equal(answer.status, 422, JSON.stringify(scopes));
    assert.equal(answer.json.errors[0].field, "scopes");
  }
});

Deno.test("a token is listed and stored with its first letters, and no more of it", async () => {
  await using circle: Circle = await startCircle();
  const anna = await circle.join();
  const { token, prefix } = await makeToken(anna, ["members:read"]);
  assert.match(prefix!, /^circle_[\w-]{6}$/);
  assert.ok(token.startsWith(prefix!));
  assert.equal((await anna.client.listTokens({}))[0]!.prefix, prefix);
  const rows = JSON.stringify(await circle.db.selectFrom("script_tokens").selectAll().execute());
  assert.ok(!rows.includes(token.slice(prefix!.length)));
});

async function makeToken({ client }: Joined, scopes: Scope[], body: { family?: string } = {}) {
  return await client.createToken({ body: { name: "photo wall", scopes, ...body } });
}

const DAY = 24 * 60 * 60 * 1000;

Deno.test("only its own account can rename or extend a token", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const ben = await circle.join();
  const { id: token_id, token, expires_at } = await anna.client.createToken({
    body: { name: "photo wall", expires_in_days: 1 },
  });
  const params = { token_id };
  const renamed = await anna.client.updateToken({ params, body: { name: "kitchen wall" } });
  assert.deepEqual([renamed.name, renamed.expires_at], ["kitchen wall", expires_at]);
  assert.deepEqual(await anna.client.updateToken({ params, body: {} }), renamed);
  const longer = await anna.client.updateToken({ params, body: { expires_in_days: 30 } });
  assert.equal(longer.name, "kitchen wall");
  const days = (Date.parse(longer.expires_at) - Date.now()) / DAY;
  assert.ok(days > 29.9 && days <= 30);
  await assertRefused(ben.client.updateToken({ params, body: { name: "mine" } }), "not_found");
  circle.advance(2 * DAY);
  await circle.client(token).getProfile({});
});

Deno.test("an expired token cannot be extended", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const { id: token_id } = await anna.client.createToken({
    body: { name: "photo wall", expires_in_days: 1 },
  });
  circle.advance(2 * DAY);
  const { email, password } = anna;
  const { access_token } = await circle.client().login({ body: { email, password } });
  const client = circle.client(access_token);
  for (const body of [{ expires_in_days: 30 }, { name: "kitchen wall" }]) {
    await assertRefused(client.updateToken({ params: { token_id }, body }), "not_found");
  }
});

Deno.test("extending a token needs a recent password, renaming does not", async () => {
  await using circle = await startCircle();
  const { client } = await circle.join();
  const { id: token_id } = await client.createToken({ body: { name: "photo wall" } });
  circle.advance(11 * 60 * 1000);
  const params = { token_id };
  await client.updateToken({ params, body: { name: "kitchen wall" } });
  await assertRefused(
    client.updateToken({ params, body: { expires_in_days: 30 } }),
    "recent_login_required",
  );
});
