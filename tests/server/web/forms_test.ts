import assert from "node:assert/strict";
import { dumpDatabase } from "../../support/dump_database.ts";
import { listErrors } from "../../support/log_lines.ts";
import { unescapeHtml } from "../../support/visitor.ts";
import { testOnSqlite } from "../../support/test_on_sqlite.ts";
import { fetchPage, listPageForms, postForm, type SentForm } from "./page_forms.ts";
import { buildPageWorld, pagePathOf, type PageWorld } from "./page_world.ts";

const HTML = { accept: "text/html" };
const SAME_ORIGIN = { "sec-fetch-site": "same-origin" };
const FORM = "application/x-www-form-urlencoded";

/** The bytes of a form, where nothing but them is at fault. */
function ofType(type: string, body: BodyInit = "name=Anna"): SentForm {
  return { headers: { ...SAME_ORIGIN, "content-type": type }, body };
}

/** Forms that cannot be read, by what is wrong with them, and the statuses that say so. */
const UNREADABLE: Readonly<Record<string, readonly [number, SentForm]>> = {
  "JSON": [415, ofType("application/json", '{"name":"Anna"}')],
  "text": [415, ofType("text/plain", "name=Anna")],
  "a form with files": [415, ofType("multipart/form-data; boundary=x", "--x--")],
  "a type that begins alike": [415, ofType(`${FORM}-x`)],
  "a type that is only a parameter": [415, ofType(`text/plain; a=${FORM}`)],
  "no type": [415, ofType("")],
  "another charset": [415, ofType(`${FORM}; charset=iso-8859-1`)],
  "packed bytes": [415, {
    headers: { ...SAME_ORIGIN, "content-type": FORM, "content-encoding": "gzip" },
    body: "name=Anna",
  }],
  "more than 64 KiB": [413, ofType(FORM, `name=${"a".repeat(64 * 1024)}`)],
  "more than 64 KiB in chunks": [413, ofType(FORM, streamOf(70))],
  "a byte that is not UTF-8": [400, ofType(FORM, "name=%ff")],
  "a bare byte that is not UTF-8": [
    400,
    ofType(FORM, Uint8Array.from([110, 97, 109, 101, 61, 255])),
  ],
  "a surrogate": [400, ofType(FORM, "name=%ed%a0%80")],
  "half an escape": [400, ofType(FORM, "name=%f")],
  "an escape that is none": [400, ofType(FORM, "name=%zz")],
  "a field twice": [400, ofType(FORM, "name=Anna&name=Berta")],
  "a field twice, once escaped": [400, ofType(FORM, "name=Anna&n%61me=Berta")],
  "very many fields": [
    400,
    ofType(FORM, Array.from({ length: 9000 }, (_, at) => `a${at}`).join("&")),
  ],
  "__proto__ twice": [400, ofType(FORM, "__proto__=1&__proto__=2")],
};

/** What takes the ids of the id that makes a form act once. */
const BAD_IDS: Readonly<Record<string, string>> = {
  "nothing": "",
  "a text": "once",
  "capitals": crypto.randomUUID().toUpperCase(),
  "braces": `{${crypto.randomUUID()}}`,
  "more after it": `${crypto.randomUUID()}0`,
};

testOnSqlite(
  "the address of a form, opened again, leads to the page that it stands on",
  async () => {
    await using world = await buildPageWorld();
    const visitor = world.visitors.owner;
    const family = `/f/${world.family.family_id}`;
    const before = await dumpDatabase(world.circle.db);
    const targets = new Map<string, string>();
    for (const { route } of listPageForms()) {
      const path = pagePathOf(route, world.family);
      const { status, headers } = await fetchPage(visitor, path, { headers: HTML });
      if (status !== 303) continue;
      targets.set(route.path, headers.get("location")!);
      const { path: end, page } = await follow(visitor, headers.get("location")!);
      assert.equal(page.status, 200, `${path} leads to ${end}`);
    }
    assert.equal(targets.get("/join/new"), "/join");
    assert.equal(targets.get("/sign-out"), "/");
    assert.equal(targets.get("/account/name"), "/account");
    assert.equal(targets.get("/f/:family_id/invites/:invite_id/revoke"), `${family}/invites`);
    assert.equal(
      targets.get("/f/:family_id/journal/:post_id/comments"),
      `${family}/journal/${world.family.post_id}`,
    );
    assert.deepEqual(await dumpDatabase(world.circle.db), before);
  },
);

async function follow(visitor: PageWorld["visitors"]["owner"], path: string) {
  const page = await fetchPage(visitor, path, { headers: HTML });
  const location = page.headers.get("location");
  return location === null
    ? { path, page }
    : { path: location, page: await fetchPage(visitor, location, { headers: HTML }) };
}

testOnSqlite("forms that cannot be read are refused with a page, and change nothing", async (t) => {
  await using world = await buildPageWorld();
  const before = await dumpDatabase(world.circle.db);
  for (const { route, form } of listPageForms()) {
    await t.step(route.path, async () => {
      const visitor = world.visitors[form.by ?? "owner"];
      for (const [name, [expected, sent]] of Object.entries(UNREADABLE)) {
        const body = sent.body instanceof ReadableStream ? streamOf(70) : sent.body;
        const answer = await postForm(visitor, pagePathOf(route, world.family), { ...sent, body });
        const isRead = name === "a form with files" && "takePicture" in route && route.takePicture;
        assert.equal(answer.status, isRead ? 400 : expected, name);
        assert.match(answer.headers.get("content-type") ?? "", /^text\/html/, name);
        assert.match(answer.text, /<h1>That did not work<\/h1>/);
      }
    });
  }
  assert.deepEqual(await dumpDatabase(world.circle.db), before);
  assert.deepEqual(listErrors(world.circle.log), []);
});

testOnSqlite("what browsers write behind the type of a form is accepted", async () => {
  await using world = await buildPageWorld();
  for (const type of [`${FORM}; charset=UTF-8`, FORM.toUpperCase(), `${FORM};charset="utf-8"`]) {
    const { status } = await postForm(world.visitors.stranger, "/join", ofType(type, "code=ABC"));
    assert.equal(status, 404, type); // of the code
  }
});

testOnSqlite("forms that act once need an id", async (t) => {
  await using world = await buildPageWorld();
  const before = await dumpDatabase(world.circle.db);
  for (const { route, form } of listPageForms().filter(({ form }) => !form.isRepeatable)) {
    await t.step(route.path, async () => {
      const visitor = world.visitors[form.by ?? "owner"];
      const path = pagePathOf(route, world.family);
      for (const [name, once] of Object.entries(BAD_IDS)) {
        const fields = form.fields(world);
        const { status, text } = await postForm(visitor, path, { fields: { ...fields, once } });
        assert.equal(status, 400, name);
        assertKept(text, fields);
      }
      const body = new URLSearchParams(form.fields(world));
      assert.equal((await postForm(visitor, path, { body })).status, 400, "no field");
    });
  }
  assert.deepEqual(await dumpDatabase(world.circle.db), before);
});

Deno.test("a form that is sent twice acts once, also at the same time", async (t) => {
  await using world = await buildPageWorld();
  for (const { route, form } of listPageForms().filter(({ form }) => !form.isRepeatable)) {
    await t.step(route.path, async () => {
      const visitor = world.visitors[form.by ?? "owner"];
      const send = (once: string) =>
        postForm(visitor, pagePathOf(route, world.family), {
          fields: { ...form.fields(world), once },
        });
      await send(crypto.randomUUID());
      const counts = await countRows(world);
      await world.restore();
      const once = crypto.randomUUID();
      const answers = [...await Promise.all([send(once), send(once)]), await send(once)];
      for (const { status, text } of answers) assert.ok(isWell(status), `${status} ${text}`);
      assert.deepEqual(await countRows(world), counts);
      await world.restore();
    });
  }
  assert.deepEqual(listErrors(world.circle.log), []);
});

testOnSqlite(
  "a form that was refused is refused again, and not taken for one that is done",
  async (t) => {
    await using world = await buildPageWorld();
    const { family_id } = world.family;
    for (const { route, form } of listPageForms().filter(({ form }) => !form.isRepeatable)) {
      const fields = form.fields(world);
      const bad = Object.keys(fields).map((name) => ({
        path: pagePathOf(route, world.family),
        fields: { ...fields, [name]: "\x07" },
      }));
      const foreign = { path: pagePathOf(route, { ...world.otherFamily, family_id }), fields };
      for (const attempt of [...bad, ...foreign.path === bad[0]?.path ? [] : [foreign]]) {
        await t.step(`${route.path} ${JSON.stringify(attempt.fields)}`, async () => {
          const visitor = world.visitors[form.by ?? "owner"];
          const sent = { fields: { ...attempt.fields, once: crypto.randomUUID() } };
          const { status } = await postForm(visitor, attempt.path, sent);
          const again = await postForm(visitor, attempt.path, sent);
          if (status >= 400) assert.equal(again.status, status);
          else await world.restore(); // a box with any value is ticked
        });
      }
    }
  },
);

/** What a person has typed stands in a form again, which can be sent. */
function assertKept(html: string, fields: Readonly<Record<string, string>>): void {
  const typed = Object.entries(fields)
    .filter(([name]) => /^(name|text|note|email|happened_on|birthday_year)$/.test(name));
  if (typed.length === 0) return;
  const forms = [...html.matchAll(/<form .*?<\/form>/gs)].map(([form]) => unescapeHtml(form));
  const form = forms.find((form) => typed.every(([name]) => form.includes(`name="${name}"`)));
  assert.ok(form, "the form is shown again");
  for (const [name, text] of typed) assert.ok(form.includes(text), `${name} is kept`);
  assert.match(form, /name="once" value="[0-9a-f-]{36}"/);
}

/** After signing out, leaving or deleting, the page says so, and nothing else happens. */
function isWell(status: number): boolean {
  return [200, 303, 401, 404].includes(status);
}

/** The rows of each table, but for sessions: each answer to a new account signs in. */
async function countRows({ circle }: PageWorld): Promise<Record<string, number>> {
  const { sessions: _, web_sessions: __, ...tables } = await dumpDatabase(circle.db);
  return Object.fromEntries(Object.entries(tables).map(([name, rows]) => [name, rows.length]));
}

/** Chunks of 1 KiB, so that no length is told beforehand. */
function streamOf(count: number): ReadableStream<Uint8Array> {
  const chunk = new TextEncoder().encode("a".repeat(1024));
  return ReadableStream.from(Array.from({ length: count }, () => chunk));
}
