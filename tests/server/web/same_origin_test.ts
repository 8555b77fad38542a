import assert from "node:assert/strict";
import { dumpDatabase } from "../../support/dump_database.ts";
import { testOnSqlite } from "../../support/test_on_sqlite.ts";
import { TINY_PICTURE } from "../../support/tiny_picture.ts";
import { listPageForms, PAGE_FORMS, postForm } from "./page_forms.ts";
import { buildPageWorld, pagePathOf, type PageWorld } from "./page_world.ts";

type Headers = Readonly<Record<string, string>>;

/** What browsers say of a form that a page of elsewhere sends, or of one that no page sends. */
function listForeign(url: string): Readonly<Record<string, Headers>> {
  const { port } = new URL(url);
  const site = (value: string) => ({ "sec-fetch-site": value, origin: url });
  return {
    "another port or subdomain": site("same-site"),
    "another site": site("cross-site"),
    "no page": site("none"),
    "a value that is not known": site("same-origin, same-origin"),
    "an empty value": site(""),
    "neither header": {},
    "a sandboxed frame": { origin: "null" },
    "an empty origin": { origin: "" },
    "an origin of another host": { origin: "https://example.org" },
    "an origin of another port": { origin: `http://127.0.0.1:${Number(port) + 1}` },
    "an origin of another scheme": { origin: url.replace("http:", "https:") },
    "an origin of a host that begins alike": { origin: `http://127.0.0.1.example.org:${port}` },
    "an origin that begins alike": { origin: `${url}0` },
    "an origin of a local name": { origin: `http://nas:${port}` },
    "two origins": { origin: `${url}, ${url}` },
    "only a referrer": { referer: `${url}/` },
  };
}

/** What browsers say of a form that a page of this server sends. */
function listOwn(url: string): Readonly<Record<string, Headers>> {
  const { port } = new URL(url);
  return {
    "the same origin": { "sec-fetch-site": "same-origin" },
    "the same origin, reached under another name": {
      "sec-fetch-site": "same-origin",
      origin: "http://nas",
    },
    "the public URL": { origin: url },
    "another name of this machine": { origin: `http://localhost:${port}` },
    "this machine by IPv6": { origin: `http://[::1]:${port}` },
  };
}

Deno.test("every form of the table of pages is known, and none beside them", () => {
  assert.deepEqual(
    listPageForms().map(({ route }) => route.path),
    Object.keys(PAGE_FORMS),
  );
});

testOnSqlite(
  "forms of other origins are refused, also to sign in, and change nothing",
  async (t) => {
    await using world = await buildPageWorld();
    for (const { route, form } of listPageForms()) {
      await t.step(route.path, async () => {
        const before = await dumpDatabase(world.circle.db);
        for (const [name, headers] of Object.entries(listForeign(world.circle.url))) {
          const { status, headers: told, text } = await sendForm(world, { route, form, headers });
          assert.equal(status, 403, name);
          assert.match(text, /This form was not sent by a page of this server/);
          assert.deepEqual(told.getSetCookie(), []);
        }
        assert.deepEqual(await dumpDatabase(world.circle.db), before);
      });
    }
  },
);

Deno.test("forms of the same origin are accepted, and do what they are for", async (t) => {
  await using world = await buildPageWorld();
  const before = await dumpDatabase(world.circle.db);
  for (const { route, form } of listPageForms()) {
    await t.step(route.path, async () => {
      const { status, text } = await sendForm(world, { route, form });
      const isDone = form.refusal ? status === form.refusal : status === 303 || status === 200;
      assert.ok(isDone, `${status} ${text}`);
      const isUnchanged = isSame(await dumpDatabase(world.circle.db), before);
      assert.equal(isUnchanged, form.changesNothing ?? false);
      await world.restore();
    });
  }
});

testOnSqlite("without Sec-Fetch-Site, the origin decides", async (t) => {
  await using world = await buildPageWorld();
  for (const { route, form } of listPageForms()) {
    await t.step(route.path, async () => {
      for (const [name, headers] of Object.entries(listOwn(world.circle.url))) {
        const { status, text } = await sendForm(world, { route, form, headers });
        const isDone = form.refusal ? status === form.refusal : status === 303 || status === 200;
        assert.ok(isDone, `${name}: ${status} ${text}`);
        await world.restore();
      }
    });
  }
});

testOnSqlite("behind a proxy, the origin is that of the public URL", async () => {
  const url = "https://circle.example.org";
  await using world = await buildPageWorld({ CIRCLE_PUBLIC_URL: url });
  const { port } = new URL(world.circle.url);
  const statuses = {
    [url]: 200,
    "https://circle.example.org:8443": 403,
    "http://circle.example.org": 403,
    "https://example.org": 403,
    [world.circle.url]: 403,
    [`http://localhost:${port}`]: 403,
  };
  for (const [origin, expected] of Object.entries(statuses)) {
    const { status } = await postForm(world.visitors.stranger, "/join", {
      fields: { code: world.inviteCode },
      headers: { origin },
    });
    assert.equal(status, expected, origin);
  }
});

testOnSqlite(
  "a form at another address is led to the public one, and its text is kept",
  async () => {
    const publicUrl = "https://circle.example.org";
    await using world = await buildPageWorld();
    await world.circle.restart({ CIRCLE_PUBLIC_URL: publicUrl });
    const { circle, family, visitors: { owner } } = world;
    const { origin } = owner;
    const before = await dumpDatabase(circle.db);
    const path = `/f/${family.family_id}/journal`;
    const text = 'Lea walks! <b> & "so"';
    const picture = new File([TINY_PICTURE], "lea.png", { type: "image/png" });
    const multipart = new FormData();
    for (const [name, value] of Object.entries({ once: crypto.randomUUID(), text })) {
      multipart.append(name, value);
    }
    multipart.append("photos", picture);
    const address = `<a href="${publicUrl}${path}">${publicUrl}</a>`;
    for (const body of [new URLSearchParams({ text, password: "a secret" }), multipart]) {
      const { status, text: html } = await postForm(owner, path, {
        body,
        headers: { origin },
      });
      assert.equal(status, 403);
      assert.match(html, /this is another address of the server/);
      assert.ok(html.includes(address), html);
      assert.match(html, /<a class="button" href="https:\/\/circle\.example\.org\/">/);
      assert.match(html, /<textarea[^>]*>\nLea walks! &lt;b&gt; &amp; &quot;so&quot;<\/textarea>/);
      assert.doesNotMatch(html, /a secret/);
    }
    assert.deepEqual(await dumpDatabase(circle.db), before, "no picture is taken either");
    const foreign: Record<string, Headers> = {
      "another site": { origin: "https://example.org" },
      "another port": { origin: `http://127.0.0.1:1` },
      "a browser that says more": { origin, "sec-fetch-site": "cross-site" },
      "nothing": {},
    };
    for (const [name, headers] of Object.entries(foreign)) {
      const fields = { text };
      const { status, text: html } = await postForm(owner, path, {
        fields,
        headers,
      });
      assert.equal(status, 403, name);
      assert.match(html, /This form was not sent by a page of this server/, name);
      assert.ok(html.includes(address), "the address is the one that is set");
      assert.doesNotMatch(html, /Lea walks/, "what another site sends is not shown");
    }
  },
);

testOnSqlite("a server without a public address leads nobody to its own machine", async () => {
  await using world = await buildPageWorld();
  const headers = { origin: "http://nas:8000" };
  const { status, text } = await postForm(world.visitors.stranger, "/join", { headers });
  assert.equal(status, 403);
  assert.match(text, /The pages of this server are at/);
  assert.doesNotMatch(text, /href="http/);
  assert.match(text, /<a class="button" href="\/">/);
});

type Sent = ReturnType<typeof listPageForms>[number] & { readonly headers?: Headers };

async function sendForm(world: PageWorld, { route, form, headers }: Sent) {
  const visitor = world.visitors[form.by ?? "owner"];
  return await postForm(visitor, pagePathOf(route, world.family), {
    fields: form.fields(world),
    headers,
  });
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
