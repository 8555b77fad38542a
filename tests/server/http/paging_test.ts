import { isPaged } from "../../../shared/endpoint.ts";
import assert from "node:assert/strict";
import { type EndpointName, listEndpoints } from "../../../shared/contract/mod.ts";
import { type Circle, type Joined, startCircle } from "../../support/circle.ts";
import { addManyMembers } from "../../support/many_members.ts";

/** A list with several pages: how it is filled, and where it is read. */
interface List {
  readonly fill: (circle: Circle, anna: Joined) => Promise<unknown>;
  readonly path: (anna: Joined) => string | Promise<string>;
}

const SIZE = 11;

const LISTS: Partial<Record<EndpointName, List>> = {
  listFamilies: {
    fill: (_circle, { client }) =>
      repeat((index) => client.createFamily({ body: { name: `Family ${index % 4}` } })),
    path: () => "/families",
  },
  listFamilyLog: {
    fill: (_circle, { client, family }) =>
      repeat((index) =>
        client.updateFamily({ params: { family_id: family }, body: { name: `Name ${index}` } })
      ),
    path: ({ family }) => `/families/${family}/log`,
  },
  listMembers: {
    fill: ({ db }, { family }) => addManyMembers(db, family, SIZE),
    path: ({ family }) => `/families/${family}/members`,
  },
  listFamilyMembers: {
    fill: ({ db }, { family }) => addManyMembers(db, family, SIZE),
    path: () => "/family-members",
  },
  listPeople: {
    fill: (_circle, { client, family }) =>
      repeat((index) =>
        client.createPerson({ params: { family_id: family }, body: { name: `Ben ${index % 4}` } })
      ),
    path: ({ family }) => `/families/${family}/people`,
  },
  listPosts: {
    fill: (_circle, { client, family }) =>
      repeat((index) =>
        client.createPost({ params: { family_id: family }, body: { text: `Post ${index}` } })
      ),
    path: ({ family }) => `/families/${family}/posts`,
  },
  listComments: {
    fill: async (_circle, anna) => {
      const params = { post_id: await findOrWritePost(anna) };
      const say = (index: number) =>
        anna.client.createComment({ params, body: { text: `Comment ${index}` } });
      return await repeat(say);
    },
    path: async (anna) => `/posts/${await findOrWritePost(anna)}/comments`,
  },
  listInvites: {
    fill: (_circle, { client, family }) =>
      repeat(() => client.createInvite({ params: { family_id: family }, body: {} })),
    path: ({ family }) => `/families/${family}/invites`,
  },
  listSessions: {
    fill: ({ client }, { email, password }) =>
      repeat(() => client().login({ body: { email, password } })),
    path: () => "/sessions",
  },
  listTokens: {
    fill: (_circle, { client }) =>
      repeat((index) => client.createToken({ body: { name: `script ${index}` } })),
    path: () => "/tokens",
  },
};

const pagedEndpoints = listEndpoints().filter(([, endpoint]) => isPaged(endpoint))
  .map(([name]) => name);

for (const name of pagedEndpoints) {
  Deno.test(`${name} is read page by page to the end, nothing twice and nothing missed`, async () => {
    await using circle = await startCircle();
    const anna = await circle.join();
    const list = LISTS[name];
    assert.ok(list, "a list that pages has a line in this table");
    await list.fill(circle, anna);
    const { token } = anna;
    const path = await list.path(anna);
    const whole = await circle.call("GET", `${path}?limit=500`, { token });
    assert.equal(whole.headers.get("link"), null);
    assert.ok(whole.json.length >= SIZE);
    for (const limit of [1, 3, whole.json.length - 1, whole.json.length]) {
      const pages = await readPages(circle, token, `${path}?limit=${limit}`);
      assert.equal(pages.length, Math.ceil(whole.json.length / limit));
      assert.deepEqual(pages.flat(), whole.json);
    }
  });

  Deno.test(`${name} refuses a cursor that was made up`, async () => {
    await using circle = await startCircle();
    const anna = await circle.join();
    const path = await LISTS[name]!.path(anna);
    for (const cursor of FORGERIES) {
      const { status, json } = await circle.call(
        "GET",
        `${path}?cursor=${encodeURIComponent(cursor)}`,
        { token: anna.token },
      );
      assert.equal(status, 422, cursor);
      assert.deepEqual(json.errors.map(({ field }: { field: string }) => field), ["cursor"]);
    }
  });
}

/** The one post of a family. */
async function findOrWritePost({ client, family }: Joined): Promise<string> {
  const params = { family_id: family };
  const [post] = await client.listPosts({ params });
  return (post ?? await client.createPost({ params, body: { text: "Look" } })).id;
}

/** Cursors that no list has handed out. */
const FORGERIES = [
  "",
  "x",
  "not base64url!",
  "////",
  ...[
    "",
    "null",
    "{}",
    "[]",
    "[1]",
    "[1,2]",
    '["a"',
    '["a","b","c"]',
    '["\\u0000","\\u0000"]',
    "[null,null]",
    '[["a"],["b"]]',
    '["\\u0000"]',
    '["\\ud800"]',
    '["\\ud800","a"]',
  ]
    .map((text) => toBase64(new TextEncoder().encode(text))),
  toBase64(Uint8Array.from([0x5b, 0x22, 0xff, 0x22, 0x5d])),
  "A".repeat(1001),
];

Deno.test("limit and cursor choose the part of a list", async () => {
  await using circle = await startCircle();
  const { token, client } = await circle.join();
  await repeat((index) => client.createFamily({ body: { name: `Family ${index}` } }));
  for (const limit of ["0", "501", "-1", "1.5", "ten", "1e2", ""]) {
    const { status, json } = await circle.call("GET", `/families?limit=${limit}`, { token });
    assert.equal(status, 422, limit);
    assert.equal(json.errors[0].field, "limit");
  }
  const { headers } = await circle.call("GET", "/families?limit=5", { token });
  assert.match(headers.get("link")!, /^<\/families\?limit=5&cursor=[\w-]+>; rel="next"$/);
});

Deno.test("a cursor of one list shows nothing of another", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const ben = await circle.join();
  await addManyMembers(circle.db, anna.family, SIZE);
  await addManyMembers(circle.db, ben.family, SIZE);
  const first = await circle.call("GET", "/family-members?limit=2", { token: anna.token });
  const next = /<(.*)>/.exec(first.headers.get("link")!)![1]!;
  const { json } = await circle.call("GET", next, { token: ben.token });
  const bens = await ben.client.listFamilyMembers({});
  for (const { id } of json) assert.ok(bens.some((member) => member.id === id));
});

Deno.test("members are listed once while others join or leave between pages", async () => {
  await using circle = await startCircle();
  const { family, token, id } = await circle.join({ name: "relative zz" });
  const staying = [id, ...await addManyMembers(circle.db, family, 40)];
  const leaving = await addManyMembers(circle.db, family, 40);
  const seen: string[] = [];
  let path: string | undefined = `/families/${family}/members?limit=7`;
  while (path) {
    const { json, headers } = await circle.call("GET", path, { token });
    seen.push(...json.map((member: { id: string }) => member.id));
    path = /<(.*)>/.exec(headers.get("link") ?? "")?.[1];
    for (const gone of leaving.splice(0, 5)) {
      await circle.db.deleteFrom("members").where("account_id", "=", gone).execute();
    }
    await addManyMembers(circle.db, family, 5);
  }
  assert.equal(new Set(seen).size, seen.length);
  assert.deepEqual(staying.filter((member) => !seen.includes(member)), []);
});

async function readPages({ call }: Circle, token: string, first: string): Promise<unknown[][]> {
  const pages: unknown[][] = [];
  for (let path: string | undefined = first; path;) {
    assert.ok(pages.length < 100, "the pages do not end");
    const { json, headers } = await call("GET", path, { token });
    pages.push(json);
    path = /<(.*)>/.exec(headers.get("link") ?? "")?.[1];
  }
  return pages;
}

async function repeat(act: (index: number) => Promise<unknown>): Promise<void> {
  for (let index = 0; index < SIZE; index++) await act(index);
}

function toBase64(bytes: Uint8Array): string {
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}
