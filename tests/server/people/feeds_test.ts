import assert from "node:assert/strict";
import ICAL from "ical.js";
import { type Circle, type Joined, startCircle } from "../../support/circle.ts";
import { findProgram } from "../../support/find_program.ts";
import { assertRefused } from "../../support/refusal.ts";
import { addFamilyMember, letIn } from "../../support/family_members.ts";
import { runProgram } from "../../support/run_program.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";
import { testDialect } from "../../support/test_database.ts";

const DAY = 24 * 60 * 60 * 1000;

function paramsOf({ family }: Joined) {
  return { family_id: family };
}

function makeFeed(by: Joined, name = "my phone") {
  return by.client.createFeed({ params: paramsOf(by), body: { name } });
}

/** The path of a feed, as a calendar app asks for it. */
function pathOf({ url }: { readonly url: string }): string {
  return new URL(url).pathname;
}

function titlesIn(text: string): string[] {
  return new ICAL.Component(ICAL.parse(text)).getAllSubcomponents("vevent")
    .map((event) => `${event.getFirstPropertyValue("dtstart")} ${new ICAL.Event(event).summary}`);
}

/** What is told of an answer: all but the date and the id of the request. */
function describe({ status, text, headers }: Awaited<ReturnType<Circle["call"]>>) {
  const told = [...headers].filter(([name]) => !["date", "x-request-id"].includes(name));
  return { status, text, headers: told };
}

Deno.test("feed: shows names and dates, and nothing else", async () => {
  await using circle = await startCircle({ CIRCLE_TIME_ZONE: "UTC" });
  const anna = await circle.join();
  const params = paramsOf(anna);
  await anna.client.updateFamily({ params, body: { name: "The Bergs; and, others" } });
  const contact = {
    phone: "+49 30 secret",
    email: "secret@example.org",
    address: "secret street",
    note: "secret note",
    family_name: "Secret",
  };
  await anna.client.createPerson({
    params,
    body: { ...contact, name: "Oma", birthday: "1946-11-30" },
  });
  await anna.client.createPerson({
    params,
    body: { ...contact, name: "No day", birthday: "1946" },
  });
  const feed = await makeFeed(anna);
  assert.match(feed.url, /^http:\/\/127\.0\.0\.1:\d+\/feeds\/circle_feed_[\w-]{22}\.ics$/);
  const { status, text, headers } = await circle.call("GET", pathOf(feed));
  assert.equal(status, 200);
  assert.equal(headers.get("content-type"), "text/calendar; charset=utf-8");
  assert.equal(headers.get("cache-control"), "private, no-cache");
  assert.equal(headers.get("x-robots-tag"), "noindex");
  assert.equal(headers.get("content-encoding"), null);
  assert.match(headers.get("etag")!, /^"[\w-]+"$/);
  assert.doesNotMatch(text, /secret|No day|Anna/i);
  const year = new Date().getUTCFullYear();
  assert.deepEqual(
    titlesIn(text),
    [-1, 0, 1, 2].map((later) => `${year + later}-11-30 🎂 Oma (${year + later - 1946})`),
  );
  assert.match(text, /^NAME:The Bergs\\; and\\, others\r$/m);
});

Deno.test("feed: the same people give the same bytes, and a 304 with the ETag", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const params = paramsOf(anna);
  const body = { name: "Oma", birthday: "1946-11-30" };
  const oma = await anna.client.createPerson({ params, body });
  const path = pathOf(await makeFeed(anna));
  const ask = (headers?: Record<string, string>, method = "GET") =>
    circle.call(method, path, { headers });
  const first = await ask();
  const etag = first.headers.get("etag")!;
  const again = await ask({ "If-None-Match": `"another", ${etag}` });
  assert.deepEqual([again.status, again.text], [304, ""]);
  assert.equal(again.headers.get("etag"), etag);
  assert.equal((await ask({ "If-None-Match": '"another"' })).text, first.text);
  // Headers that others negotiate by change nothing.
  const odd = await ask({ "Accept": "text/html", "Accept-Encoding": "gzip, br" });
  assert.deepEqual(describe(odd), describe(first));
  const head = await ask({}, "HEAD");
  assert.deepEqual([head.status, head.headers.get("etag"), head.text], [200, etag, ""]);
  // Another feed of the family is the same calendar.
  const other = await circle.call("GET", pathOf(await makeFeed(anna, "my tablet")));
  assert.equal(other.headers.get("etag"), etag);
  assert.equal(other.text, first.text);
  const changes: (() => Promise<unknown>)[] = [
    () =>
      anna.client.updatePerson({ params: { ...params, person_id: oma.id }, body: { name: "Omi" } }),
    () => anna.client.createPerson({ params, body: { name: "Ben", birthday: "--02-29" } }),
    () => anna.client.deletePerson({ params: { ...params, person_id: oma.id } }),
    () => anna.client.updateFamily({ params, body: { name: "The Bergs" } }),
  ];
  let known = { etag, text: first.text };
  for (const change of changes) {
    circle.advance(1000);
    await change();
    const { status, headers, text } = await ask({ "If-None-Match": known.etag });
    assert.equal(status, 200);
    assert.notEqual(headers.get("etag"), known.etag);
    assert.notEqual(text, known.text);
    known = { etag: headers.get("etag")!, text };
  }
});

Deno.test("feed: moves on with the years", async () => {
  await using circle = await startCircle({ CIRCLE_TIME_ZONE: "UTC" });
  const anna = await circle.join();
  const body = { name: "Ben", birthday: "--02-29" };
  await anna.client.createPerson({ params: paramsOf(anna), body });
  const path = pathOf(await makeFeed(anna));
  const yearsOf = async () =>
    titlesIn((await circle.call("GET", path)).text).map((title) => title.slice(0, 10));
  circle.advance(Date.parse("2027-06-01T12:00:00Z") - Date.now());
  assert.deepEqual(await yearsOf(), ["2026-02-28", "2027-02-28", "2028-02-29", "2029-02-28"]);
  circle.advance(366 * DAY);
  assert.deepEqual(await yearsOf(), ["2027-02-28", "2028-02-29", "2029-02-28", "2030-02-28"]);
});

Deno.test("feed: a revoked one, or one whose maker left, answers like an unknown one", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const endings: Record<string, (ben: Joined, feedId: string) => Promise<unknown>> = {
    "revoked by its maker": (ben, feed_id) =>
      ben.client.deleteFeed({ params: { ...paramsOf(anna), feed_id } }),
    "revoked by the owner": (_ben, feed_id) =>
      anna.client.deleteFeed({ params: { ...paramsOf(anna), feed_id } }),
    "its maker left": (ben) =>
      ben.client.removeMember({ params: { ...paramsOf(anna), account_id: ben.id } }),
    "its maker was removed": (ben) =>
      anna.client.removeMember({ params: { ...paramsOf(anna), account_id: ben.id } }),
    "its maker deleted the account": (ben) =>
      ben.client.deleteProfile({ body: { password: ben.password } }),
  };
  const never = describe(await circle.call("GET", `/feeds/circle_feed_${"a".repeat(22)}.ics`));
  assert.equal(never.status, 404);
  assert.deepEqual(describe(await circle.call("GET", "/nowhere/at.all")), never);
  for (const [name, end] of Object.entries(endings)) {
    const ben = await addFamilyMember(circle, anna);
    const feed = await makeFeed(ben);
    const path = pathOf(feed);
    const { headers } = await circle.call("GET", path);
    await end(ben, feed.id);
    const etag = headers.get("etag")!;
    assert.deepEqual(describe(await circle.call("GET", path)), never, name);
    const asked = await circle.call("GET", path, { headers: { "If-None-Match": etag } });
    assert.deepEqual(describe(asked), never, name);
  }
  const feed = await makeFeed(anna);
  await anna.client.deleteFamily({ params: paramsOf(anna) });
  assert.deepEqual(describe(await circle.call("GET", pathOf(feed))), never);
});

Deno.test("feed: stays revoked when its maker comes back", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const ben = await addFamilyMember(circle, anna);
  const path = pathOf(await makeFeed(ben));
  await ben.client.removeMember({ params: { ...paramsOf(anna), account_id: ben.id } });
  await letIn(anna, ben);
  assert.equal((await circle.call("GET", path)).status, 404);
  assert.deepEqual(await ben.client.listFeeds({ params: paramsOf(anna) }), []);
});

Deno.test("feed: two changes within a millisecond change the ETag twice", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const person = await anna.client.createPerson({
    params: paramsOf(anna),
    body: { name: "Oma", birthday: "--11-30" },
  });
  const path = pathOf(await makeFeed(anna));
  const params = { ...paramsOf(anna), person_id: person.id };
  const tags = new Set<string>();
  circle.advance(-60_000); // the clock of another server is behind
  for (const name of ["Omi", "Oma", "Omi"]) {
    const { updated_at } = await anna.client.updatePerson({ params, body: { name } });
    assert.ok(updated_at > person.updated_at);
    tags.add((await circle.call("GET", path)).headers.get("etag")!);
  }
  assert.equal(tags.size, 3);
});

Deno.test("feed: survives demotion, logout and password change of its maker", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const ben = await addFamilyMember(circle, anna, { role: "admin" });
  const path = pathOf(await makeFeed(ben));
  await anna.client.setMemberRole({
    params: { ...paramsOf(anna), account_id: ben.id },
    body: { role: "member" },
  });
  await ben.client.logout({ query: { scope: "all" } });
  assert.equal((await circle.call("GET", path)).status, 200);
});

Deno.test("feed: its secret opens nothing else, and no other secret opens a feed", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const feed = await makeFeed(anna);
  const secret = /circle_feed_[\w-]+/.exec(feed.url)![0];
  const people = `/families/${anna.family}/people`;
  assert.equal((await circle.call("GET", people, { token: secret })).status, 401);
  assert.equal((await circle.call("GET", `${people}?access_token=${secret}`)).status, 401);
  const { token } = await anna.client.createToken({ body: { name: "script" } });
  for (const other of [token, anna.token, anna.refreshToken, feed.id]) {
    assert.equal((await circle.call("GET", `/feeds/${other}.ics`)).status, 404);
  }
  for (const odd of [`${secret}`, `${secret}.ICS`, `${secret}.ics/`, `${secret}x.ics`, ".ics"]) {
    assert.equal((await circle.call("GET", `/feeds/${odd}`)).status, 404, odd);
  }
  assert.equal((await circle.call("POST", pathOf(feed))).status, 405);
});

Deno.test("feed: members list their own, admins and owners all, without the address", async () => {
  await using circle = await startCircle();
  const anna = await circle.join({ name: "Anna" });
  const ben = await addFamilyMember(circle, anna, { name: "Ben" });
  const { url, ...made } = await makeFeed(ben);
  const own = await makeFeed(anna, "Anna's");
  assert.deepEqual(made.account, { id: ben.id, name: "Ben" });
  assert.equal(made.last_used_at, null);
  const list = (by: Joined) => by.client.listFeeds({ params: paramsOf(anna) });
  assert.deepEqual(await list(ben), [made]);
  assert.deepEqual((await list(anna)).map(({ name }) => name), ["Anna's", "my phone"]);
  await assertRefused(
    ben.client.deleteFeed({ params: { ...paramsOf(anna), feed_id: own.id } }),
    "not_found",
  );
  await circle.call("GET", new URL(url).pathname);
  const used = (await list(ben))[0]!.last_used_at!;
  assert.equal(used.slice(0, 10), new Date().toISOString().slice(0, 10));
  circle.advance(1000);
  await circle.call("GET", new URL(url).pathname);
  assert.equal((await list(ben))[0]!.last_used_at, used); // written once a day
  circle.advance(DAY);
  await circle.call("GET", new URL(url).pathname);
  const rows = await circle.db.selectFrom("feeds").select("last_used_at")
    .where("id", "=", made.id).execute();
  assert.notEqual(rows[0]!.last_used_at, used);
});

Deno.test("feed: a member has at most ten in a family", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  for (let count = 0; count < 10; count++) await makeFeed(anna, `device ${count}`);
  await assertRefused(makeFeed(anna), "too_many_feeds");
  await makeFeed(await addFamilyMember(circle, anna)); // each has their own ten
});

Deno.test("feed: an address may ask for sixty unknown feeds an hour", async () => {
  await using circle = await startCircle({ CIRCLE_TRUSTED_PROXIES: "127.0.0.1" });
  const anna = await circle.join();
  const path = pathOf(await makeFeed(anna));
  const ask = (asked: string, from: string) =>
    circle.call("GET", asked, { headers: { "X-Forwarded-For": from } });
  for (let count = 0; count < 60; count++) {
    assert.equal((await ask(`/feeds/circle_feed_${count}.ics`, "192.0.2.1")).status, 404);
  }
  const refused = await ask("/feeds/circle_feed_x.ics", "192.0.2.1");
  assert.equal(refused.status, 429);
  const wait = Number(refused.headers.get("retry-after"));
  assert.ok(wait > 3500 && wait <= 3600, `${wait}`);
  assert.equal((await ask("/feeds/circle_feed_x.ics", "192.0.2.2")).status, 404);
  assert.equal((await ask(path, "192.0.2.1")).status, 200); // an existing feed still answers
  const { email, password } = anna;
  const login = { body: { email, password }, headers: { "X-Forwarded-For": "192.0.2.1" } };
  assert.equal((await circle.call("POST", "/login", login)).status, 200);
  circle.advance(wait * 1000);
  assert.equal((await ask("/feeds/circle_feed_x.ics", "192.0.2.1")).status, 404);
});

Deno.test("feed: its secret is in no row, file or log line, and the family's log has the event", async () => {
  await using circle = await startCircle();
  const anna = await circle.join({ name: "Anna" });
  circle.advance(1000);
  const feed = await makeFeed(anna);
  circle.advance(1000);
  await circle.call("GET", pathOf(feed));
  const secret = /circle_feed_[\w-]+/.exec(feed.url)![0];
  await circle.call("GET", `/feeds/${secret}x.ics`);
  await anna.client.deleteFeed({ params: { ...paramsOf(anna), feed_id: feed.id } });
  await circle.call("GET", pathOf(feed));
  assert.ok(!circle.log.join("").includes(secret.slice("circle_feed_".length)));
  const log = await anna.client.listFamilyLog({ params: paramsOf(anna) });
  assert.deepEqual(
    log.slice(0, 2).map(({ event, by, note }) => [event, by?.name, note]),
    [["feed_ended", "Anna", "my phone"], ["feed_made", "Anna", "my phone"]],
  );
});

Deno.test("feed: its address begins with CIRCLE_PUBLIC_URL", async () => {
  await using circle = await startCircle({ CIRCLE_PUBLIC_URL: "https://circle.example.org" });
  const anna = await circle.join();
  const { url } = await makeFeed(anna);
  assert.ok(url.startsWith("https://circle.example.org/feeds/circle_feed_"), url);
  assert.equal((await circle.call("GET", new URL(url).pathname)).status, 200);
});

Deno.test({
  name: "feed: vdirsyncer synchronises it, and changes nothing the second time",
  ignore: findProgram("vdirsyncer") === undefined || testDialect() !== "sqlite", // once is enough
  fn: async () => {
    await using circle = await startCircle();
    const anna = await circle.join();
    const people = [
      { name: "Oma", birthday: "1946-11-30" },
      { name: "Ben", birthday: "--02-29" },
      { name: "Opa Karl", birthday: "1941-03-01", died: "2019-12-24" },
    ];
    for (const body of people) await anna.client.createPerson({ params: paramsOf(anna), body });
    const { url } = await makeFeed(anna);
    await using folder = await makeTempFolder();
    const { path } = folder;
    await Deno.writeTextFile(
      `${path}/config`,
      `[general]\nstatus_path = "${path}/status/"\n` +
        `[pair birthdays]\na = "feed"\nb = "files"\ncollections = null\n` +
        `[storage feed]\ntype = "http"\nurl = "${url}"\n` +
        `[storage files]\ntype = "filesystem"\npath = "${path}/files/"\nfileext = ".ics"\n`,
    );
    await Deno.mkdir(`${path}/files`);
    const vdirsyncer = async (...args: readonly string[]) => {
      const { code, stdout, stderr } = await runProgram(findProgram("vdirsyncer")!, {
        args: ["-c", `${path}/config`, ...args],
        env: { HOME: path, LC_ALL: "C.UTF-8", PATH: "/usr/bin:/bin" },
        input: "y\n",
      });
      assert.equal(code, 0, stdout + stderr);
      return stdout + stderr;
    };
    await vdirsyncer("discover");
    assert.match(await vdirsyncer("sync"), /Copying/);
    const files = await Array.fromAsync(Deno.readDir(`${path}/files`), ({ name }) => name);
    assert.equal(files.length, 12); // three people, four years
    assert.doesNotMatch(await vdirsyncer("sync"), /Copying|Deleting|Updating/i);
  },
});
