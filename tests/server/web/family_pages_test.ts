import assert from "node:assert/strict";
import { disableAccount, enableAccount } from "../../../server/admin/disable_account.ts";
import { type Circle, type Joined, startCircle } from "../../support/circle.ts";
import { depsOf } from "../../support/deps_of.ts";
import { addFamilyMember } from "../../support/family_members.ts";
import { Visitor } from "../../support/visitor.ts";

const HOUR = 60 * 60 * 1000;

async function signIn(circle: Circle, { email, password }: Joined): Promise<Visitor> {
  const visitor = new Visitor(circle.url);
  await visitor.open("/sign-in");
  await visitor.send("/sign-in", { email, password });
  return visitor;
}

Deno.test("a person is added, shown, changed and removed on pages", async () => {
  await using circle = await startCircle({ CIRCLE_TIME_ZONE: "Europe/Berlin" });
  const anna = await circle.join();
  const visitor = await signIn(circle, anna);
  const people = `/f/${anna.family}/people`;
  await visitor.open(`${people}/new`);
  const { page } = visitor;
  assert.equal((await visitor.send(page.path, { name: "Oma", birthday_day: "31" })).status, 422);
  assert.match(visitor.page.text, /Birthday: There is no such day/);
  assert.equal(visitor.form(page.path).fields.birthday_day, "31", "what was typed is kept");
  const address = "Am Bach 3\n10115 Berlin";
  await visitor.send(page.path, { birthday_day: "29", birthday_month: "02", address });
  assert.match(visitor.page.text, /Oma Birthday 29 February Address Am Bach 3 10115 Berlin/);
  const { path } = visitor.page;
  const [oma] = (await anna.client.listPeople({ params: { family_id: anna.family } }))
    .filter(({ name }) => name === "Oma");
  assert.equal(oma?.birthday, "--02-29");
  assert.equal(oma.address, address);

  await visitor.open(`${path}/edit`);
  await visitor.send(`${path}/edit`, { birthday_year: "1944", address: "", note: "Likes dahlias" });
  assert.match(visitor.page.text, /29 February 1944 Note Likes dahlias/);
  await visitor.open(`${path}/edit`);
  await visitor.send(`${path}/edit`, { died_year: "2020" });
  await visitor.open(people);
  assert.match(visitor.page.text, /Oma 1944–2020/);
  for (
    const [fields, life] of [
      [{ birthday_year: "", birthday_month: "", birthday_day: "" }, "died 2020"],
      [{ died_year: "", deceased: "yes" }, "has died"],
      [{ birthday_year: "1944" }, "born 1944 · has died"],
    ] as const
  ) {
    await visitor.open(`${path}/edit`);
    await visitor.send(`${path}/edit`, fields);
    await visitor.open(people);
    assert.match(visitor.page.text, new RegExp(`Oma ${life}`));
  }

  await visitor.open(`${path}/remove`);
  await visitor.send(`${path}/remove`);
  assert.equal(visitor.page.path, people);
  assert.doesNotMatch(visitor.page.text, /Oma/);
});

Deno.test("the family shows whose birthday is today, in the time zone of the server", async () => {
  await using circle = await startCircle({ CIRCLE_TIME_ZONE: "Pacific/Kiritimati" });
  const anna = await circle.join();
  const today = Temporal.Now.plainDateISO("Pacific/Kiritimati").toString();
  await anna.client.createPerson({
    params: { family_id: anna.family },
    body: { name: "Lea", birthday: `2000${today.slice(4)}` },
  });
  const { page } = await signIn(circle, anna);
  assert.match(page.text, new RegExp(`Lea Today · turns ${Number(today.slice(0, 4)) - 2000}`));
});

Deno.test("days of memory are told from birthdays, and far days counted in months", async () => {
  await using circle = await startCircle({ CIRCLE_TIME_ZONE: "Europe/Berlin" });
  const anna = await circle.join();
  const today = Temporal.Now.plainDateISO("Europe/Berlin");
  const on = (year: number, days: number) => `${year}${today.add({ days }).toString().slice(4)}`;
  for (
    const body of [
      { name: "Karl", died: on(2019, 0) },
      { name: "Lea", birthday: on(2000, 60) },
      { name: "Jonas", birthday: on(2000, 91) },
    ]
  ) await anna.client.createPerson({ params: { family_id: anna.family }, body });
  const visitor = await signIn(circle, anna);
  const { text } = await visitor.open(`/f/${anna.family}/birthdays`);
  assert.match(text, new RegExp(`Karl Today · died ${today.year - 2019} years ago`));
  assert.match(text, /Lea in 60 days · turns/);
  assert.match(text, /Jonas in 3 months · turns/);
});

Deno.test("every page says in which part of the family one is, also where it is refused", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const visitor = await signIn(circle, anna);
  const start = `/f/${anna.family}`;
  const currentOn = async (path: string) => {
    const { html } = await visitor.open(path);
    assert.match(html, /<nav /, path);
    return [...html.matchAll(/<a href="([^"]*)" aria-current="(page|true)">/g)]
      .map(([, href, current]) => `${href} ${current}`);
  };
  assert.deepEqual(await currentOn(start), [`${start} page`]);
  assert.deepEqual(await currentOn(`${start}/people`), [`${start}/people page`]);
  assert.deepEqual(await currentOn(`${start}/people/new`), [`${start}/people true`]);
  assert.deepEqual(await currentOn(`${start}/birthdays`), [`${start} true`]);
  assert.deepEqual(await currentOn(`${start}/members/${anna.id}`), [`${start} true`]);
  assert.deepEqual(await currentOn(`${start}/leave`), [`${start}/settings true`]);
  for (const path of ["/account", `/f/${crypto.randomUUID()}`]) {
    assert.deepEqual(await currentOn(path), [], path);
  }
  await anna.client.createFamily({ body: { name: "The others" } });
  assert.doesNotMatch((await visitor.open("/account")).html, /<nav /, "of which family?");
});

Deno.test("a tap on a member shows how to reach them, and from there their role", async () => {
  await using circle = await startCircle();
  const anna = await circle.join({ name: "Anna" });
  const params = { family_id: anna.family };
  const [person] = await anna.client.listPeople({ params });
  await anna.client.updatePerson({
    params: { ...params, person_id: person!.id },
    body: { phone: "+49 30 123" },
  });
  const visitor = await signIn(circle, anna);
  const path = `/f/${anna.family}/people/${person!.id}`;
  const member = `/f/${anna.family}/members/${anna.id}`;
  assert.ok(visitor.page.html.includes(`<a href="${path}"`));
  const { text, html } = await visitor.open(path);
  assert.match(text, /Phone \+49 30 123/);
  assert.ok(html.includes(`<a href="${member}"`));
  assert.match(text, new RegExp(`Email ${anna.email}`), "of the account, where no other is known");
});

Deno.test("people are saved as files, and the family's log says so", async () => {
  await using circle = await startCircle();
  const anna = await circle.join({ name: "Anna" });
  const visitor = await signIn(circle, anna);
  const starts = { vcf: /^BEGIN:VCARD/, csv: /^\uFEFF?"name"/, ics: /^BEGIN:VCALENDAR/ };
  for (const [format, start] of Object.entries(starts)) {
    await visitor.open(`/f/${anna.family}/people`);
    const file = await visitor.send(`/f/${anna.family}/people/download`, { format });
    assert.match(file.headers.get("content-disposition") ?? "", /^attachment; filename=/);
    assert.match(file.html, start);
  }
  await visitor.open(`/f/${anna.family}/log`);
  assert.match(visitor.page.text, /Anna downloaded the people \( vcf \)/);
});

Deno.test("an invite shows link, code and picture once; sent twice, there is one", async () => {
  await using circle = await startCircle({ CIRCLE_PUBLIC_URL: "http://127.0.0.1:9" });
  const anna = await circle.join();
  const visitor = await signIn(circle, anna);
  const path = `/f/${anna.family}/invites`;
  await visitor.open(path);
  const form = visitor.form(path, { note: "for Opa" });
  const { html, text } = await visitor.post(form);
  const [, code] = /http:\/\/127\.0\.0\.1:9\/join#([A-Z0-9-]+)/.exec(text) ?? [];
  assert.ok(code);
  assert.match(html, /<svg/);
  assert.match(text, /a phone cannot reach/);
  await visitor.post(form);
  assert.equal(visitor.page.path, path);
  assert.doesNotMatch(visitor.page.text, new RegExp(code));
  const invites = await anna.client.listInvites({ params: { family_id: anna.family } });
  assert.deepEqual(invites.map(({ note }) => note), ["for Opa"]);
  await visitor.send(`${path}/${invites[0]!.id}/revoke`);
  assert.doesNotMatch(visitor.page.text, /for Opa/);
});

Deno.test("an invite as admin asks for the password once it was entered long ago", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const visitor = await signIn(circle, anna);
  const path = `/f/${anna.family}/invites`;
  await visitor.open(path);
  assert.doesNotMatch(visitor.page.html, /name="password"/);
  circle.advance(HOUR);
  await visitor.open(path);
  assert.equal((await visitor.send(path, { role: "admin" })).status, 403);
  assert.match(visitor.page.text, /Enter your password again/);
  assert.equal((await visitor.send(path, { role: "admin", password: "wrong" })).status, 403);
  await visitor.send(path, { role: "admin", password: anna.password });
  assert.match(visitor.page.title, /The invite is made/);
});

Deno.test("a reset code asks for the password once it was entered long ago", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const ben = await addFamilyMember(circle, anna, { name: "Ben" });
  const visitor = await signIn(circle, anna);
  const path = `/f/${anna.family}/members/${ben.id}/reset`;
  circle.advance(HOUR);
  await visitor.open(path);
  for (const password of ["", "wrong"]) {
    assert.equal((await visitor.send(path, { password })).status, 403);
    assert.equal((await circle.db.selectFrom("password_resets").selectAll().execute()).length, 0);
  }
  const { html } = await visitor.send(path, { password: anna.password });
  assert.match(html, /<span class="code">/);
});

Deno.test("an invite for a person makes the one who joins that person", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const params = { family_id: anna.family };
  const oma = await anna.client.createPerson({ params, body: { name: "Oma" } });
  const visitor = await signIn(circle, anna);
  await visitor.open(`/f/${anna.family}/invites?person=${oma.id}`);
  assert.match(visitor.page.text, /Invite Oma/);
  const { text } = await visitor.send(`/f/${anna.family}/invites`);
  const [, code] = /join#([A-Z0-9-]+)/.exec(text)!;
  const joined = await circle.join({ invite: code, name: "Elisabeth" });
  const person = await anna.client.getPerson({ params: { ...params, person_id: oma.id } });
  assert.equal(person.account_id, joined.id);
});

Deno.test("a feed's address is shown once, and is gone when it is revoked", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const visitor = await signIn(circle, anna);
  const path = `/f/${anna.family}/feeds`;
  await visitor.open(path);
  const { html } = await visitor.send(path, { name: "my phone" });
  const [url] = /http:[^"]*\/feeds\/circle_feed_[\w-]+\.ics/.exec(html)!;
  assert.match(html, /href="webcal:/);
  assert.equal((await fetch(url)).status, 200);
  await visitor.open(path);
  assert.doesNotMatch(visitor.page.html, /circle_feed_/);
  const [feed] = await anna.client.listFeeds({ params: { family_id: anna.family } });
  await visitor.send(`${path}/${feed!.id}/revoke`);
  assert.equal((await fetch(url)).status, 404);
});

Deno.test("pages show that the host has disabled a member's account", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const ben = await addFamilyMember(circle, anna, { name: "Ben", role: "owner" });
  const visitor = await signIn(circle, anna);
  const isShown = async (path: string) =>
    (await visitor.open(path)).status === 200 &&
    /Owner · Account disabled by the host/.test(visitor.page.text);
  const pages = [`/f/${anna.family}`, `/f/${anna.family}/members/${ben.id}`];
  for (const page of pages) assert.equal(await isShown(page), false, page);
  await disableAccount(depsOf(circle), ben.id);
  for (const page of pages) assert.equal(await isShown(page), true, page);
  await enableAccount(depsOf(circle), ben.id);
  for (const page of pages) assert.equal(await isShown(page), false, page);
});

Deno.test("an owner gives a role, makes a reset code, and removes a member", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const ben = await addFamilyMember(circle, anna, { name: "Ben" });
  const visitor = await signIn(circle, anna);
  const path = `/f/${anna.family}/members/${ben.id}`;
  await visitor.open(path);
  await visitor.send(`${path}/role`, { role: "admin" });
  assert.match(visitor.page.text, /Role Admin Email/);
  await visitor.send(`${path}/role`, { role: "member" });
  await visitor.open(`${path}/reset`);
  const { html } = await visitor.send(`${path}/reset`);
  const [, code] = /<span class="code">([A-Z0-9-]+)</.exec(html)!;

  const bens = new Visitor(circle.url);
  await bens.open("/reset");
  const { made_up = "" } = bens.form("/reset").fields;
  circle.advance(24 * HOUR + 1000); // after a change of role, the code waits for a day
  await bens.send("/reset", { code: code! });
  assert.match(bens.page.text, /Sign in with the new password/);
  await bens.open("/sign-in");
  await bens.send("/sign-in", { email: ben.email, password: made_up });
  assert.match(bens.page.text, /your password was set anew/, "it is told when signing in");

  const again = await signIn(circle, anna);
  await again.open(`${path}/remove`);
  await again.send(`${path}/remove`);
  assert.equal((await bens.open(`/f/${anna.family}`)).status, 404);
});

Deno.test("the family shows at once who came, has another name or role, and went", async () => {
  await using circle = await startCircle();
  const anna = await circle.join({ name: "Anna" });
  const visitor = await signIn(circle, anna);
  const look = async () => (await visitor.open(`/f/${anna.family}`)).text;
  assert.doesNotMatch(await look(), /Ben/);
  const ben = await addFamilyMember(circle, anna, { name: "Ben" });
  assert.match(await look(), /Ben Everyone/);
  const params = { family_id: anna.family, account_id: ben.id };
  await anna.client.setMemberRole({ params, body: { role: "admin" } });
  assert.match(await look(), /Ben Admin/);
  await ben.client.updateProfile({ body: { name: "Benjamin" } });
  assert.match(await look(), /Benjamin Admin/);
  await anna.client.updateFamily({ params, body: { name: "The Bergs" } });
  assert.match((await visitor.open(`/f/${anna.family}`)).title, /^The Bergs/);
  await anna.client.removeMember({ params, body: {} });
  assert.doesNotMatch(await look(), /Benjamin Admin/);
});

Deno.test("a reset code made for an owner is told on every page, and cancelled there", async () => {
  await using circle = await startCircle();
  const anna = await circle.join({ name: "Anna" });
  const ben = await addFamilyMember(circle, anna, { role: "owner" });
  const visitor = await signIn(circle, anna);
  await visitor.open("/account");
  const params = { family_id: anna.family, account_id: anna.id };
  await ben.client.createResetCode({ params });
  for (const path of ["/account", `/f/${anna.family}`, "/f"]) {
    assert.match((await visitor.open(path)).text, /can set a new password for your account/);
  }
  await visitor.send("/account/password/keep");
  assert.doesNotMatch((await visitor.open("/account")).text, /can set a new password/);
});

Deno.test("a family is renamed, left and deleted", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const ben = await addFamilyMember(circle, anna, { name: "Ben" });
  const visitor = await signIn(circle, anna);
  const path = `/f/${anna.family}`;
  await visitor.open(`${path}/settings`);
  await visitor.send(`${path}/settings/name`, { name: "The <Bergs>" });
  assert.match(visitor.page.title, /^The <Bergs>/);
  await visitor.open(`${path}/leave`);
  assert.equal((await visitor.send(`${path}/leave`)).status, 409, "a family always has an owner");
  const bens = await signIn(circle, ben);
  const params = { family_id: anna.family };
  const { id: post_id } = await ben.client.createPost({ params, body: { text: "Look" } });
  await anna.client.createComment({ params: { post_id }, body: { text: "Nice" } });
  const erased = /posts: 1, comments: 0\), with the comments of others on it \(1\)/;
  assert.match((await bens.open("/account/delete")).text, erased);
  assert.match((await bens.open(`${path}/leave`)).text, erased);
  await bens.send(`${path}/leave`, { forget: "yes", erase_journal: "yes" });
  assert.deepEqual(await anna.client.listPosts({ params }), []);
  assert.match(bens.page.text, /You are in no family now/);
  const people = await anna.client.listPeople({ params: { family_id: anna.family } });
  assert.equal(people.length, 1, "name and birthday are erased too");
  await visitor.open(`${path}/delete`);
  assert.equal((await visitor.send(`${path}/delete`, { name: "The Bergs" })).status, 422);
  await visitor.send(`${path}/delete`, { name: "The <Bergs>" });
  assert.equal((await visitor.open(path)).status, 404);
});
