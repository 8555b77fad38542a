import assert from "node:assert/strict";
import { CHROMIUM } from "../../support/chromium.ts";
import { type Circle, startCircle } from "../../support/circle.ts";
import { type BrowserPage, openPage } from "../../support/page.ts";

const LOGIN = "#operations-sessions-login";
const PROFILE = "#operations-accounts-getProfile";

Deno.test({
  name:
    "docs page: shows a refusal, and then logs in, authorizes and reads the profile (needs Chromium)",
  ignore: CHROMIUM === undefined,
  fn: async () => {
    await using circle = await startCircle();
    const { id, email, password } = await circle.join();
    const url = otherNameOf(circle);
    await using page = await openPage(`${url}/docs`);
    const refused = await tryOut(page, PROFILE);
    assert.match(refused.status, /^401/);
    assert.equal(JSON.parse(refused.body).code, "not_signed_in");
    const login = await tryOut(page, LOGIN, { email, password });
    assert.equal(login.status, "200");
    await authorize(page, JSON.parse(login.body).access_token);
    const profile = await execute(page, PROFILE, { before: refused.body });
    assert.equal(profile.status, "200");
    assert.equal(JSON.parse(profile.body).id, id);
    checkManners(page, url);
  },
});

Deno.test("docs page: all its files come from this server, under a strict policy", async () => {
  await using circle = await startCircle();
  const page = await circle.call("GET", "/docs");
  const policy = page.headers.get("content-security-policy") ?? "";
  assert.match(policy, /^default-src 'none'; script-src 'self'; style-src 'self';/);
  const addresses = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) =>
    address!
  );
  assert.ok(addresses.length > 4);
  for (const address of addresses.filter((address) => address !== "data:,")) {
    assert.match(address, /^\/\w/);
    assert.equal((await circle.call("GET", address)).status, 200, address);
  }
});

Deno.test("docs page: it and its files only answer GET and HEAD", async () => {
  await using circle = await startCircle();
  for (const path of ["/docs", "/docs/page.js", "/openapi.json"]) {
    const { status, headers } = await circle.call("POST", path);
    assert.equal(status, 405, path);
    assert.equal(headers.get("allow"), "GET, HEAD, OPTIONS");
  }
});

/** The same server under another name, as behind a proxy: the page must not insist on the first. */
function otherNameOf({ url }: Circle): string {
  return url.replace("127.0.0.1", "localhost");
}

/** Calls an endpoint the way a reader of the page does; tells what the page shows as the answer. */
async function tryOut(page: BrowserPage, operation: string, body?: object) {
  await page.click(`${operation} .opblock-summary-control`);
  await page.click(`${operation} .try-out__btn`);
  if (body) await page.fill(`${operation} .body-param__text`, JSON.stringify(body));
  return await execute(page, operation);
}

/** Calls it, also again: then the answer before it has to go. */
async function execute(page: BrowserPage, operation: string, { before = "" } = {}) {
  await page.click(`${operation} .execute`);
  const answer = `${operation} .live-responses-table`;
  const body = `${answer} .response-col_description .highlight-code code`;
  const text = `document.querySelector(${JSON.stringify(body)})?.innerText.trim() ?? ""`;
  await page.until(`!["", ${JSON.stringify(before)}].includes(${text})`);
  return {
    status: await page.read(`${answer} tbody .response-col_status`),
    body: await page.read(body),
  };
}

async function authorize(page: BrowserPage, token: string): Promise<void> {
  await page.click(".scheme-container .authorize");
  await page.fill(".auth-container input", token);
  await page.click(".auth-btn-wrapper .authorize");
  await page.click(".auth-btn-wrapper .btn-done");
}

/** The page has called nobody but its own server, and the browser has found nothing wrong with it. */
function checkManners({ requests, faults }: BrowserPage, url: string): void {
  assert.deepEqual(faults, []);
  assert.ok(requests.length > 5);
  const elsewhere = requests
    .filter((address) => !address.startsWith("data:") && new URL(address).origin !== url);
  assert.deepEqual(elsewhere, []);
}
