import assert from "node:assert/strict";
import { type Circle, type Joined, startCircle } from "../../support/circle.ts";
import { requestApproval } from "../../support/approval.ts";
import { listErrors } from "../../support/log_lines.ts";
import { Visitor } from "../../support/visitor.ts";
import { fetchPage } from "./page_forms.ts";
import { signInVisitor } from "./page_world.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** A browser that asks to be signed in, and the code that it shows. */
async function askByPage(circle: Circle) {
  const visitor = new Visitor(circle.url);
  await visitor.open("/sign-in");
  assert.match(visitor.page.html, /href="\/sign-in\/device"/);
  await visitor.open("/sign-in/device");
  const { text } = await visitor.send("/sign-in/device");
  const [code = ""] = /\b[A-Z]{4}-[A-Z]{4}\b/.exec(text) ?? [];
  return { visitor, code };
}

async function approveByPage(circle: Circle, person: Joined, code: string): Promise<Visitor> {
  const tablet = await signInVisitor(circle, person);
  await tablet.open("/approve");
  await tablet.send("/approve", { code });
  return tablet;
}

Deno.test("a browser without scripts is signed in by another one", async () => {
  await using circle = await startCircle();
  const anna = await circle.join({ name: "Anna" });
  const { visitor, code } = await askByPage(circle);
  assert.match(
    visitor.page.html,
    /<noscript><meta http-equiv="refresh" content="5"\/?><\/noscript>/,
  );
  assert.match(visitor.page.text, /127\.0\.0\.1:\d+\/approve/);
  const tablet = await approveByPage(circle, anna, code.toLowerCase().replace("-", ""));
  assert.match(tablet.page.text, /It asked just now , from 127\.0\.0\.1 \./);
  assert.match(tablet.page.text, /Only if the other device is in your hands/);
  assert.match(tablet.page.text, /is cheating you/);
  await tablet.send("/approve/yes");
  assert.match(tablet.page.text, /It is approved/);
  circle.advance(5 * SECOND);
  await visitor.open("/sign-in/device");
  assert.match(visitor.page.text, /You will be Anna/);
  assert.doesNotMatch(visitor.page.html, /http-equiv="refresh"/);
  assert.equal((await visitor.open("/account")).status, 401, "nobody is signed in yet");
  await visitor.open("/sign-in/device");
  await visitor.send("/sign-in/device/go-on");
  assert.equal(visitor.page.path, `/f/${anna.family}`);
  assert.doesNotMatch(visitor.cookie ?? "", /asks/, "the request is forgotten");
  assert.match((await visitor.open("/account/devices")).text, /approved by/);
  assert.deepEqual(listErrors(circle.log), []);
});

Deno.test("other browsers tell of a new device until it is kept or signed out", async () => {
  await using circle = await startCircle({ CIRCLE_TIME_ZONE: "Europe/Berlin" });
  const anna = await circle.join();
  const visitor = await signInVisitor(circle, anna);
  for (const [action, isKept] of [["keep", true], ["end", false]] as const) {
    const { secret } = await requestApproval(circle, anna);
    const { json } = await circle.call("POST", "/sign-in-requests/finish", {
      body: { secret },
      headers: { "User-Agent": "Version/18.5 (iPhone) Safari/604.1" },
    });
    await visitor.open("/account");
    assert.match(
      visitor.page.text,
      /A new device: Safari on iPhone , today \d\d:\d\d , approved by \S+/,
    );
    const [, path = ""] = new RegExp(`action="(/account/devices/[\\w-]+/${action})"`)
      .exec(visitor.page.html) ?? [];
    await visitor.send(path);
    assert.doesNotMatch((await visitor.open("/account")).text, /A new device/);
    const { status } = await circle.call("GET", "/profile", { token: json.access_token });
    assert.equal(status, isKept ? 200 : 401);
  }
});

Deno.test("a browser stops asking, and forgets an approval that is of another person", async () => {
  await using circle = await startCircle();
  const ben = await circle.join({ name: "Ben" });
  const { visitor, code } = await askByPage(circle);
  await ben.client.approveSignInRequest({ body: { code } });
  circle.advance(5 * SECOND);
  await visitor.open("/sign-in/device");
  await visitor.send("/sign-in/device/stop");
  assert.equal(visitor.page.path, "/sign-in");
  assert.equal(visitor.cookie, undefined);
  await visitor.open("/sign-in/device");
  assert.match(visitor.page.text, /Show a code/);
  assert.equal((await ben.client.listSessions({})).length, 1);
});

Deno.test("a page goes on as the person that it shows, and as nobody else", async () => {
  await using circle = await startCircle();
  const anna = await circle.join({ name: "Anna" });
  const mallory = await circle.join({ name: "Mallory" });
  const { visitor, code } = await askByPage(circle);
  await anna.client.approveSignInRequest({ body: { code } });
  circle.advance(5 * SECOND);
  await visitor.open("/sign-in/device");
  const shown = visitor.form("/sign-in/device/go-on");
  await visitor.send("/sign-in/device/stop"); // in another tab, which asks anew
  await visitor.open("/sign-in/device");
  const { text } = await visitor.send("/sign-in/device");
  const [other = ""] = /\b[A-Z]{4}-[A-Z]{4}\b/.exec(text) ?? [];
  await mallory.client.approveSignInRequest({ body: { code: other } });
  circle.advance(5 * SECOND);
  const page = await visitor.post(shown);
  assert.match(page.text, /You will be Mallory/);
  assert.equal((await visitor.open("/account")).status, 401);
});

Deno.test("a page that is loaded again too soon, or goes on too early, still waits", async () => {
  await using circle = await startCircle();
  await circle.join();
  const { visitor, code } = await askByPage(circle);
  for (const path of ["/sign-in/device", "/sign-in/device"]) {
    const page = await visitor.open(path);
    assert.equal(page.status, 200);
    assert.ok(page.text.includes(code));
  }
  const action = "/sign-in/device/go-on";
  const page = await visitor.post({ action, fields: { once: crypto.randomUUID(), code } });
  assert.ok(page.text.includes(code));
});

Deno.test("a request that was refused or has expired says so, and begins anew", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const first = await askByPage(circle);
  const tablet = await approveByPage(circle, anna, first.code);
  await tablet.send("/approve/no");
  assert.match(tablet.page.text, /It is not signed in/);
  circle.advance(5 * SECOND);
  await first.visitor.open("/sign-in/device");
  assert.equal(first.visitor.page.status, 410);
  assert.match(first.visitor.page.text, /has refused/);
  await first.visitor.send("/sign-in/device");
  assert.match(first.visitor.page.text, /\b[A-Z]{4}-[A-Z]{4}\b/);
  circle.advance(10 * MINUTE);
  await first.visitor.open("/sign-in/device");
  assert.match(first.visitor.page.text, /has expired/);
  assert.equal(first.visitor.cookie, undefined);
});

Deno.test("a wrong code is told on the page that asks for it, and a tenth ends the asking", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const tablet = await approveByPage(circle, anna, "BBBB-BBBB");
  assert.equal(tablet.page.status, 404);
  assert.match(tablet.page.text, /No device shows this code/);
  for (let count = 0; count < 10; count++) await tablet.send("/approve", { code: "BBBB-BBBB" });
  assert.equal(tablet.page.status, 429);
  const { code } = await circle.client().createSignInRequest({});
  await tablet.send("/approve", { code });
  assert.equal(tablet.page.status, 429);
});

Deno.test("a link to approve leads through the sign-in page, and a whole link is as good as a code", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const { link } = await circle.client().createSignInRequest({});
  const visitor = new Visitor(circle.url);
  await visitor.open("/approve");
  assert.equal(visitor.page.status, 401);
  await visitor.send("/sign-in", { email: anna.email, password: anna.password });
  assert.equal(visitor.page.path, "/approve");
  await visitor.send("/approve", { code: link });
  assert.match(visitor.page.text, /Sign this device in\?/);
});

Deno.test("going on as another ends the session that the browser had", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const ben = await circle.join({ name: "Ben" });
  const visitor = await signInVisitor(circle, anna);
  const old = visitor.cookie;
  await visitor.open("/sign-in/device");
  const { text } = await visitor.send("/sign-in/device");
  const [code = ""] = /\b[A-Z]{4}-[A-Z]{4}\b/.exec(text) ?? [];
  await ben.client.approveSignInRequest({ body: { code } });
  circle.advance(5 * SECOND);
  await visitor.open("/sign-in/device");
  await visitor.send("/sign-in/device/go-on");
  assert.equal(visitor.page.path, `/f/${ben.family}`);
  const { status } = await fetchPage({ origin: circle.url, cookie: old }, "/account");
  assert.equal(status, 401);
});

Deno.test("the cookie of a browser that asks is short-lived, strict and signs nobody in", async () => {
  const https = { CIRCLE_PUBLIC_URL: "https://circle.example.org" };
  await using circle = await startCircle(https);
  const response = await fetch(`${circle.url}/sign-in/device`, {
    method: "POST",
    redirect: "manual",
    headers: { "sec-fetch-site": "same-origin" },
    body: new URLSearchParams(),
  });
  await response.body?.cancel();
  const [cookie = "", ...others] = response.headers.getSetCookie();
  assert.deepEqual(others, []);
  assert.match(
    cookie,
    /^__Host-circle-asks=[\w-]{43}\.[A-Z]{4}-[A-Z]{4}; Max-Age=600; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
  );
  const [pair = ""] = cookie.split(";");
  const { status } = await fetchPage({ origin: circle.url, cookie: pair }, "/account");
  assert.equal(status, 401);
  for (const bad of ["", ".", "a.b", `${"a".repeat(43)}.BBBB-BBBB`, "é", `${pair}x`]) {
    const page = await fetchPage(
      { origin: circle.url, cookie: undefined },
      "/sign-in/device",
      { headers: { cookie: `__Host-circle-asks=${encodeURIComponent(bad)}` } },
    );
    assert.ok([200, 410].includes(page.status), bad);
  }
});
