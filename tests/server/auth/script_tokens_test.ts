import assert from "node:assert/strict";
import { sql } from "kysely";
import { type Circle, type Joined, startCircle } from "../../support/circle.ts";
import { assertRefused, findRefusal } from "../../support/refusal.ts";
import { addFamilyMember } from "../../support/family_members.ts";
import { testOnSqlite } from "../../support/test_on_sqlite.ts";

const MINUTE = 60 * 1000;
const DAY = 24 * 60 * MINUTE;

Deno.test("a script token acts as its account, for 90 days by default", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const { id, token, ...made } = await anna.client.createToken({ body: { name: "photo wall" } });
  assert.match(token, /^circle_[\w-]{43}$/);
  assert.equal(Date.parse(made.expires_at) - Date.parse(made.created_at), 90 * DAY);
  assert.equal((await circle.client(token).getProfile({})).id, anna.id);
  assert.deepEqual(
    (await anna.client.listTokens({})).map(({ last_used_at: _, ...listed }) => listed),
    [
      {
        id,
        name: "photo wall",
        prefix: token.slice(0, 13),
        family: null,
        read_only: false,
        scopes: null,
        created_at: made.created_at,
        expires_at: made.expires_at,
      },
    ],
  );
  circle.advance(90 * DAY - MINUTE);
  await circle.client(token).getProfile({});
  circle.advance(2 * MINUTE);
  await assertRefused(circle.client(token).getProfile({}), "invalid_token");
  const again = await circle.client().login({
    body: { email: anna.email, password: anna.password },
  });
  assert.deepEqual(await circle.client(again.access_token).listTokens({}), []);
});

Deno.test("a revoked script token is refused from the next request on", async () => {
  await using circle = await startCircle();
  const { client } = await circle.join();
  const { id, token } = await client.createToken({ body: { name: "photo wall" } });
  await circle.client(token).getProfile({});
  await client.revokeToken({ params: { token_id: id } });
  await assertRefused(circle.client(token).getProfile({}), "invalid_token");
  await assertRefused(client.revokeToken({ params: { token_id: id } }), "not_found");
});

Deno.test("nobody can list or revoke the script tokens of another account", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const ben = await addFamilyMember(circle, anna);
  const { id } = await ben.client.createToken({ body: { name: "photo wall" } });
  assert.deepEqual(await anna.client.listTokens({}), []);
  await assertRefused(anna.client.revokeToken({ params: { token_id: id } }), "not_found");
  assert.equal((await ben.client.listTokens({})).length, 1);
});

Deno.test("the last use of a script token is noted to the minute", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const { token, last_used_at } = await anna.client.createToken({ body: { name: "photo wall" } });
  assert.equal(last_used_at, null);
  const useAndRead = async () => {
    await circle.client(token).getProfile({});
    return (await anna.client.listTokens({}))[0]!.last_used_at!;
  };
  const first = await useAndRead();
  circle.advance(30 * 1000);
  assert.equal(await useAndRead(), first);
  circle.advance(40 * 1000);
  assert.ok(Date.parse(await useAndRead()) - Date.parse(first) >= 70 * 1000);
});

testOnSqlite("script token: works when its use cannot be noted, and the log says so", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const { id, token } = await anna.client.createToken({ body: { name: "photo wall" } });
  await sql`create trigger full before update on script_tokens
    begin select raise(abort, 'database or disk is full'); end`.execute(circle.db);
  assert.equal((await circle.client(token).getProfile({})).id, anna.id);
  const warnings = circle.log.filter((line) => line.includes("could not be noted"));
  assert.equal(warnings.length, 1);
  assert.ok(warnings[0]!.includes(id));
  assert.ok(!warnings[0]!.includes(token), "the token is logged");
});

Deno.test("an account has at most 50 script tokens, also when they are made at once", async () => {
  await using circle = await startCircle();
  const { client } = await circle.join();
  const refusals = await Promise.all(
    Array.from({ length: 53 }, (_, index) =>
      findRefusal(
        client.createToken({ body: { name: `${index}`, expires_in_days: index === 0 ? 1 : 9 } }),
      )),
  );
  assert.deepEqual(
    refusals.filter((refusal) => refusal !== undefined).map(({ code }) => code),
    Array(3).fill("too_many_tokens"),
  );
  const [newest] = await client.listTokens({});
  await client.revokeToken({ params: { token_id: newest!.id } });
  await client.createToken({ body: { name: "in its place" } });
});

Deno.test("expired script tokens do not count towards the limit", async () => {
  await using circle = await startCircle();
  const { client, password, refreshToken } = await circle.join();
  for (let count = 0; count < 50; count++) {
    await client.createToken({ body: { name: `${count}`, expires_in_days: 1 } });
  }
  circle.advance(2 * DAY);
  const { access_token } = await circle.client().refresh({ body: { refresh_token: refreshToken } });
  const later = circle.client(access_token);
  await later.confirmPassword({ body: { password } });
  await later.createToken({ body: { name: "the next" } });
});

/** What no script token may, however much its account may. */
const BEYOND: readonly {
  name: string;
  act: (anna: Joined, ben: Joined, carla: Joined) => Promise<unknown>;
}[] = [
  { name: "list script tokens", act: ({ client }) => client.listTokens({}) },
  { name: "make one", act: ({ client }) => client.createToken({ body: { name: "another" } }) },
  {
    name: "make one last longer",
    act: ({ client, id }) =>
      client.updateToken({ params: { token_id: id }, body: { expires_in_days: 366 } }),
  },
  {
    name: "revoke one",
    act: ({ client, id }) => client.revokeToken({ params: { token_id: id } }),
  },
  {
    name: "change the password",
    act: ({ client, password }) =>
      client.changePassword({ body: { current_password: password, new_password: `${password}s` } }),
  },
  {
    name: "delete the account",
    act: ({ client, password }) => client.deleteProfile({ body: { password } }),
  },
  { name: "list sessions", act: ({ client }) => client.listSessions({}) },
  {
    name: "end a session",
    act: ({ client, id }) => client.endSession({ params: { session_id: id } }),
  },
  { name: "log out", act: ({ client }) => client.logout({ query: { scope: "all" } }) },
  {
    name: "delete a family",
    act: ({ client, family }) => client.deleteFamily({ params: { family_id: family } }),
  },
  {
    name: "leave a family",
    act: ({ client, family, id }) =>
      client.removeMember({ params: { family_id: family, account_id: id } }),
  },
  {
    name: "invite an admin",
    act: ({ client, family }) =>
      client.createInvite({ params: { family_id: family }, body: { role: "admin" } }),
  },
  {
    name: "invite an owner",
    act: ({ client, family }) =>
      client.createInvite({ params: { family_id: family }, body: { role: "owner" } }),
  },
  {
    name: "make a member an admin",
    act: ({ client, family }, _ben, { id }) =>
      client.setMemberRole({
        params: { family_id: family, account_id: id },
        body: { role: "admin" },
      }),
  },
  {
    name: "make a member an owner",
    act: ({ client, family }, _ben, { id }) =>
      client.setMemberRole({
        params: { family_id: family, account_id: id },
        body: { role: "owner" },
      }),
  },
  {
    name: "confirm the password",
    act: ({ client, password }) => client.confirmPassword({ body: { password } }),
  },
  {
    name: "make a reset code",
    act: ({ client, family }, ben) =>
      client.createResetCode({ params: { family_id: family, account_id: ben.id } }),
  },
];

Deno.test("a script token cannot do what needs a session", async (test) => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const ben = await addFamilyMember(circle, anna, { role: "owner" });
  const carla = await addFamilyMember(circle, anna);
  const { token } = await anna.client.createToken({ body: { name: "all of it" } });
  for (const { name, act } of BEYOND) {
    await test.step(name, async () => {
      const script = { ...anna, token, client: circle.client(token) };
      await assertRefused(act(script, ben, carla), "insufficient_scope");
    });
  }
  assert.equal((await anna.client.listTokens({})).length, 1);
  assert.equal((await ben.client.listMembers({ params: { family_id: anna.family } })).length, 3);
});

Deno.test("a read-only script token cannot change anything", async (test) => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const ben = await addFamilyMember(circle, anna);
  const { token } = await anna.client.createToken({ body: { name: "eyes", read_only: true } });
  const client = circle.client(token);
  const params = { family_id: anna.family };
  await client.listMembers({ params });
  const changes: Record<string, () => Promise<unknown>> = {
    "change the name": () => client.updateProfile({ body: { name: "Berta" } }),
    "make a family": () => client.createFamily({ body: { name: "Mine" } }),
    "rename a family": () => client.updateFamily({ params, body: { name: "Mine" } }),
    "make an invite": () => client.createInvite({ params, body: {} }),
    "accept an invite": () => client.acceptInvite({ body: { code: "222-222" } }),
    "give a role": () =>
      client.setMemberRole({ params: { ...params, account_id: ben.id }, body: { role: "admin" } }),
    "remove a member": () => client.removeMember({ params: { ...params, account_id: ben.id } }),
  };
  for (const [name, change] of Object.entries(changes)) {
    await test.step(name, () => assertRefused(change(), "insufficient_scope").then(() => {}));
  }
});

Deno.test("a script token bound to a family sees no other family", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const other = await anna.client.createFamily({ body: { name: "In-laws" } });
  const { token } = await anna.client.createToken({
    body: { name: "photo wall", family: anna.family },
  });
  const client = circle.client(token);
  assert.deepEqual((await client.getProfile({})).families.map(({ id }) => id), [anna.family]);
  assert.deepEqual((await client.listFamilies({})).map(({ id }) => id), [anna.family]);
  assert.equal((await client.listFamilyMembers({})).length, 1);
  await client.createInvite({ params: { family_id: anna.family }, body: {} });
  await assertRefused(client.listFamilyMembers({ query: { family: other.id } }), "not_found");
  const foreign = await callFamily(circle, token, other.id);
  const unknown = await callFamily(circle, token, "00000000-0000-7000-8000-000000000000");
  assert.equal(foreign.status, 404);
  assert.equal(foreign.text, unknown.text);
  const beyond = [
    client.updateProfile({ body: { name: "Berta" } }),
    client.createFamily({ body: { name: "Mine" } }),
    client.acceptInvite({ body: { code: "222-222" } }),
  ];
  await Promise.all(beyond.map((call) => assertRefused(call, "insufficient_scope")));
});

Deno.test("a script token can only be bound to a family of its account", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const ben = await circle.join();
  await assertRefused(
    ben.client.createToken({ body: { name: "spy", family: anna.family } }),
    "not_found",
  );
});

Deno.test("script tokens bound to a family end with the membership or the family", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const leaving = await addFamilyMember(circle, anna);
  const removed = await addFamilyMember(circle, anna);
  const staying = await addFamilyMember(circle, anna);
  const params = { family_id: anna.family };
  const tokens = await Promise.all([leaving, removed, staying].map(async ({ client }) => ({
    bound: (await client.createToken({ body: { name: "bound", family: anna.family } })).token,
    free: (await client.createToken({ body: { name: "free" } })).token,
  })));
  await leaving.client.removeMember({ params: { ...params, account_id: leaving.id } });
  await anna.client.removeMember({ params: { ...params, account_id: removed.id } });
  await circle.client(tokens[2]!.bound).getFamily({ params });
  await anna.client.deleteFamily({ params });
  for (const { bound, free } of tokens) {
    await assertRefused(circle.client(bound).getProfile({}), "invalid_token");
    await assertRefused(circle.client(free).getFamily({ params }), "not_found");
  }
});

Deno.test("a script token loses what its account loses by a demotion", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const ben = await addFamilyMember(circle, anna, { role: "admin" });
  const params = { family_id: anna.family };
  const { token } = await ben.client.createToken({ body: { name: "inviter" } });
  await circle.client(token).createInvite({ params, body: {} });
  await anna.client.setMemberRole({
    params: { ...params, account_id: ben.id },
    body: { role: "member" },
  });
  await assertRefused(circle.client(token).createInvite({ params, body: {} }), "forbidden");
});

const NEW_PASSWORD = "a garden full of boats";

/** What ends every script token, unless it is told to keep them. */
const ENDINGS: Readonly<Record<string, (anna: Joined, keep_tokens?: boolean) => Promise<unknown>>> =
  {
    "a change of the password": ({ client, password }, keep_tokens) =>
      client.changePassword({
        body: { current_password: password, new_password: NEW_PASSWORD, keep_tokens },
      }),
    "logging out everywhere": ({ client }, keep_tokens) =>
      client.logout({ query: { scope: "all", keep_tokens } }),
  };

for (const [name, end] of Object.entries(ENDINGS)) {
  Deno.test(`script tokens end with ${name}, unless they are kept`, async () => {
    await using circle = await startCircle();
    for (const keep of [undefined, false, true]) {
      const anna = await circle.join();
      const { token } = await anna.client.createToken({ body: { name: "photo wall" } });
      await end(anna, keep);
      const refusal = await findRefusal(circle.client(token).getProfile({}));
      assert.equal(refusal?.code, keep ? undefined : "invalid_token");
    }
  });
}

Deno.test("script tokens survive other logouts, but not their account", async () => {
  await using circle = await startCircle();
  const { client, password, email } = await circle.join();
  const { token } = await client.createToken({ body: { name: "photo wall" } });
  await client.logout({ query: { scope: "others" } });
  await client.logout({});
  await circle.client(token).getProfile({});
  const { access_token } = await circle.client().login({ body: { email, password } });
  await circle.client(access_token).deleteProfile({ body: { password } });
  await assertRefused(circle.client(token).getProfile({}), "invalid_token");
});

Deno.test("an expired script token is refused with its reason", async () => {
  await using circle = await startCircle();
  const { client } = await circle.join();
  const body = { name: "photo wall", expires_in_days: 1 };
  const { token, expires_at } = await client.createToken({ body });
  circle.advance(DAY + MINUTE);
  const { status, json } = await circle.call("GET", "/profile", { token });
  assert.equal(status, 401);
  assert.ok(json.detail.includes(`ended on ${expires_at.slice(0, 10)}`), json.detail);
  assert.match(json.detail, /circle token create/);
});

function callFamily(circle: Circle, token: string, id: string) {
  return circle.call("GET", `/families/${id}`, { token });
}
