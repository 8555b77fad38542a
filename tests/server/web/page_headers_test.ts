import assert from "node:assert/strict";
import { PAGES } from "../../../server/web/pages.ts";
import { startCircle } from "../../support/circle.ts";
import { fetchPage, listPageForms, type PageAnswer, postForm } from "./page_forms.ts";
import { buildPageWorld, pagePathOf } from "./page_world.ts";

const FRONT = "https://front.example.org";
const POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; " +
  "base-uri 'none'; frame-ancestors 'none'";
const SCRIPTED = `${POLICY}; script-src 'self'`;
/** Of the page that asks this server by its script what has become of a request. */
const ASKING = `${SCRIPTED}; connect-src 'self'`;
const PICTURE_POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'";
const FILE_POLICY = "default-src 'none'; frame-ancestors 'none'";

Deno.test(
  "every page, form, refusal and file has the headers that shut others out",
  async (t) => {
    await using world = await buildPageWorld({ CIRCLE_CORS_ORIGINS: FRONT });
    const { owner, stranger } = world.visitors;
    for (const route of PAGES.filter(({ method }) => method === "GET")) {
      await t.step(route.path, async () => {
        const path = pagePathOf(route, world.family);
        for (const visitor of [owner, stranger]) {
          const page = await fetchPage(visitor, path, { headers: { origin: FRONT } });
          checkHeaders(page);
          const head = await fetchPage(visitor, path, { method: "HEAD" });
          assert.equal(head.text, "");
          assert.equal(head.status, page.status);
          assert.equal(
            head.headers.get("content-security-policy"),
            page.headers.get("content-security-policy"),
          );
        }
      });
    }
    for (const { route, form } of listPageForms()) {
      await t.step(`POST ${route.path}`, async () => {
        const path = pagePathOf(route, world.family);
        const visitor = world.visitors[form.by ?? "owner"];
        checkHeaders(await postForm(visitor, path, { headers: { origin: FRONT } }));
        checkHeaders(await postForm(visitor, path, { fields: { once: "" } }));
        checkHeaders(await postForm(visitor, path, { fields: form.fields(world) }));
        await world.restore();
      });
    }
    const nowhere = await fetchPage(stranger, "/nowhere", { headers: { accept: "text/html" } });
    assert.equal(nowhere.status, 404);
    checkHeaders(nowhere);
  },
);

function checkHeaders({ status, headers, text }: PageAnswer): void {
  const isPicture = headers.get("content-type") === "image/jpeg";
  const expected = {
    "cache-control": isPicture ? "private, no-cache" : "no-store",
    "cross-origin-opener-policy": "same-origin",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-robots-tag": "noindex",
  };
  for (const [name, value] of Object.entries(expected)) assert.equal(headers.get(name), value);
  assert.match(headers.get("x-request-id") ?? "", /^[\w-]{36}$/);
  assert.deepEqual([...headers.keys()].filter((name) => name.startsWith("access-control-")), []);
  const policy = headers.get("content-security-policy");
  if (status === 303) return assert.equal(policy, null);
  if (isPicture) return assert.equal(policy, PICTURE_POLICY);
  if (headers.has("content-disposition")) return assert.equal(policy, FILE_POLICY);
  assert.equal(headers.get("content-type"), "text/html; charset=utf-8");
  const script = /<script src="\/(\w+)-/.exec(text)?.[1];
  assert.equal(policy, script === "wait" ? ASKING : script ? SCRIPTED : POLICY);
  checkMarkup(text);
}

/** Nothing inline that runs or styles, and nothing from another host. */
function checkMarkup(html: string): void {
  assert.doesNotMatch(html, /<style|<script(?! src="\/[\w.-]+" defer)|<base|<iframe|<object/i);
  assert.doesNotMatch(html, /<[^>]+\s(?:style|on\w+)=/i);
  for (const [tag, address] of html.matchAll(/<[^>]+\s(?:src|action)="([^"]*)"/g)) {
    assert.match(address!, /^\/(?!\/)/, tag);
  }
  for (const [tag] of html.matchAll(/<link [^>]*>/g)) {
    assert.match(tag, / href="\/[\w.-]+"/);
  }
}

Deno.test("what pages load is kept for ever, and is of a type of its own", async () => {
  await using circle = await startCircle();
  const { text } = await fetchPage({ origin: circle.url, cookie: undefined }, "/join");
  const paths = [...text.matchAll(/<(?:link|script) [^>]*(?:src|href)="([^"]+)"/g)]
    .map(([, path]) => path!);
  assert.equal(paths.length, 3);
  for (const path of paths) {
    const { status, headers } = await fetchPage({ origin: circle.url, cookie: undefined }, path);
    assert.equal(status, 200);
    assert.equal(headers.get("cache-control"), "public, max-age=31536000, immutable");
    assert.equal(headers.get("x-content-type-options"), "nosniff");
    assert.match(headers.get("content-type") ?? "", /^(text\/(css|javascript)|image\/svg\+xml); /);
  }
});

Deno.test("browsers get an icon for any page, and search engines are kept out", async () => {
  await using circle = await startCircle();
  const visitor = { origin: circle.url, cookie: undefined };
  const icon = await fetchPage(visitor, "/favicon.ico");
  assert.match(icon.headers.get("content-type") ?? "", /^image\/svg\+xml; /);
  assert.equal(icon.headers.get("cache-control"), "public, max-age=86400");
  assert.match(icon.text, /^<svg /);
  const robots = await fetchPage(visitor, "/robots.txt");
  assert.equal(robots.text, "User-agent: *\nDisallow: /\n");
});
