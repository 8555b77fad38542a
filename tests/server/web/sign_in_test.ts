import assert from "node:assert/strict";
import { availableParallelism } from "node:os";
import { sql } from "kysely";
import {
  type Circle,
  GOOD_PASSWORD,
  type Joined,
  REAL_HASHES,
  startCircle,
} from "../../support/circle.ts";
import { testOnSqlite } from "../../support/test_on_sqlite.ts";
import { Visitor } from "../../support/visitor.ts";
import { postForm } from "./page_forms.ts";

/** Someone with an account, signed in by a browser. */
async function signIn(circle: Circle, { email, password }: Pick<Joined, "email" | "password">) {
  const visitor = new Visitor(circle.url);
  await visitor.open("/sign-in");
  await visitor.send("/sign-in", { email, password });
  return visitor;
}

Deno.test("a person signs in, sees the family, signs out, and is then a stranger", async () => {
  await using circle = await startCircle();
  const anna = await circle.join({ name: "Anna Berg" });
  const visitor = await signIn(circle, anna);
  assert.equal(visitor.page.path, `/f/${anna.family}`);
  assert.match(visitor.page.text, /Who is here .*Anna Berg You · Owner/);
  await visitor.open("/f");
  const { cookie } = visitor;
  assert.ok(cookie);
  await visitor.post({ action: "/sign-out", fields: {} });
  assert.equal(visitor.cookie, undefined);
  visitor.cookie = cookie; // an old cookie opens nothing
  const page = await visitor.open(`/f/${anna.family}`);
  assert.equal(page.status, 401);
  assert.match(page.title, /^Error: Sign in/);
});

Deno.test("a wrong password is told beside what was typed, and opens nothing", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const visitor = await signIn(circle, { email: anna.email, password: "not the password at all" });
  assert.equal(visitor.page.status, 401);
  assert.match(visitor.page.text, /The email or the password is wrong/);
  assert.ok(visitor.page.html.includes(`value="${anna.email}"`));
  assert.doesNotMatch(visitor.page.html, /not the password/);
  assert.equal(visitor.cookie, undefined);
});

Deno.test("failed attempts on the page and by the API are counted together", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const wrong = { email: anna.email, password: "not the password at all" };
  for (let attempt = 0; attempt < 5; attempt++) {
    await signIn(circle, wrong);
    await circle.call("POST", "/login", { body: wrong });
  }
  const { page } = await signIn(circle, anna);
  assert.equal(page.status, 429);
  assert.match(page.text, /too many failed attempts/);
  assertWait(page.headers, 15 * 60);
});

Deno.test("a page that is refused for a while says for how long, in a header too", async () => {
  await using circle = await startCircle(REAL_HASHES);
  const { email, password } = await circle.join();
  const crowd = Array.from({ length: 100 + availableParallelism() }, async () => {
    return await postForm(new Visitor(circle.url), "/sign-in", { fields: { email, password } });
  });
  const answers = await Promise.all(crowd);
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([303, 503]));
  for (const { status, headers } of answers) {
    if (status === 503) assertWait(headers, 1);
    else assert.equal(headers.get("retry-after"), null);
  }
});

function assertWait(headers: Headers, mostSeconds: number): void {
  const wait = headers.get("retry-after") ?? "";
  assert.match(wait, /^[1-9]\d*$/);
  assert.ok(Number(wait) <= mostSeconds, wait);
}

Deno.test("who was signed out meanwhile signs in and goes on where they were", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const visitor = await signIn(circle, anna);
  await anna.client.logout({ query: { scope: "all" } });
  const page = await visitor.open("/f");
  assert.equal(page.status, 401);
  const { email, password } = anna;
  const { path, text } = await visitor.send("/sign-in", { email, password });
  assert.equal(path, "/f");
  assert.match(text, /Your families/);
});

Deno.test("what was typed is kept when the session ended before the form was sent", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const visitor = await signIn(circle, anna);
  await visitor.open("/f");
  await anna.client.logout({ query: { scope: "all" } });
  const page = await visitor.send("/f", { name: "The <Bergs> & co" });
  assert.equal(page.status, 401);
  assert.match(page.html, /<textarea id="kept"[^>]*>\nThe &lt;Bergs&gt; &amp; co<\/textarea>/);
});

Deno.test("signing in as another ends the session that the browser had", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const ben = await circle.join();
  const visitor = await signIn(circle, anna);
  const { cookie } = visitor;
  await visitor.open("/sign-in");
  await visitor.send("/sign-in", { email: ben.email, password: ben.password });
  const old = new Visitor(circle.url);
  old.cookie = cookie;
  assert.equal((await old.open("/f")).status, 401);
  assert.notEqual(visitor.cookie, cookie);
});

Deno.test("a server that anyone may register on is not called new", async () => {
  await using circle = await startCircle();
  await circle.join();
  const { text } = await new Visitor(circle.url).open("/sign-in");
  assert.match(text, /Start a circle on this server/);
});

Deno.test("the first person starts a circle on the page; the second needs an invite", async () => {
  await using circle = await startCircle({ CIRCLE_REGISTRATION: "invite" });
  const visitor = new Visitor(circle.url);
  await visitor.open("/start");
  const refused = await visitor.send("/start", { name: "Anna", email: "no email" });
  assert.equal(refused.status, 422);
  const { made_up, password } = visitor.form("/start").fields;
  assert.equal(password, made_up, "the passphrase that was written down stays");
  await visitor.send("/start", { email: "anna@example.org" });
  assert.match(visitor.page.path, /^\/f\/[\w-]+$/);
  const next = await new Visitor(circle.url).open("/start");
  assert.equal(next.path, "/join");
  await circle.call("POST", "/login", { body: { email: "anna@example.org", password: made_up } });
});

Deno.test("the cookie opens no endpoint, neither as a token nor as a refresh token", async () => {
  await using circle = await startCircle();
  const { cookie = "" } = await signIn(circle, await circle.join());
  const secret = cookie.slice(cookie.indexOf("=") + 1);
  assert.ok(secret.length > 40);
  const withCookie = await circle.call("GET", "/profile", { headers: { cookie } });
  assert.equal(withCookie.status, 401);
  assert.equal((await circle.call("GET", "/profile", { token: secret })).status, 401);
  const refreshed = await circle.call("POST", "/token/refresh", {
    body: { refresh_token: secret },
  });
  assert.equal(refreshed.status, 401);
});

testOnSqlite("a page is shown although the use of its session cannot be noted", async () => {
  await using circle = await startCircle();
  const visitor = await signIn(circle, await circle.join());
  await sql`CREATE TRIGGER keep BEFORE UPDATE ON sessions
    BEGIN SELECT RAISE(ABORT, 'no room'); END`.execute(circle.db);
  circle.advance(2 * 60 * 60 * 1000);
  const page = await visitor.open("/f");
  assert.equal(page.status, 200);
  assert.equal(page.headers.get("set-cookie"), null);
  assert.ok(circle.log.some((line) => line.includes("use of a session could not be noted")));
});

Deno.test("a bearer opens no page", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const response = await fetch(`${circle.url}/f/${anna.family}`, {
    headers: { authorization: `Bearer ${anna.token}` },
  });
  assert.equal(response.status, 401);
  assert.match(await response.text(), /action="\/sign-in"/);
});

Deno.test("a session of a browser is listed with the others, and ended from there", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const visitor = await signIn(circle, anna);
  const sessions = await anna.client.listSessions({});
  assert.equal(sessions.length, 2);
  const { id } = sessions.find(({ current }) => !current)!;
  await anna.client.endSession({ params: { session_id: id } });
  assert.equal((await visitor.open("/f")).status, 401);
});

Deno.test("a session of a browser goes on for as long as it is used", async () => {
  await using circle = await startCircle();
  const visitor = await signIn(circle, { ...await circle.join(), password: GOOD_PASSWORD });
  for (let month = 0; month < 3; month++) {
    circle.advance(29 * 24 * 60 * 60 * 1000);
    const page = await visitor.open("/f");
    assert.equal(page.status, 200);
    assert.match(page.headers.get("set-cookie") ?? "", /Max-Age=2592000/);
  }
  circle.advance(31 * 24 * 60 * 60 * 1000);
  assert.equal((await visitor.open("/f")).status, 401);
});
