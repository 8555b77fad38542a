import assert from "node:assert/strict";
import { type Circle, type Joined, startCircle } from "../../support/circle.ts";
import { Visitor } from "../../support/visitor.ts";

async function invite({ client, family }: Joined, body: { max_uses?: number } = {}) {
  return await client.createInvite({ params: { family_id: family }, body });
}

async function openInvite(circle: Circle, code: string): Promise<Visitor> {
  const visitor = new Visitor(circle.url);
  await visitor.open("/join");
  await visitor.send("/join", { code });
  return visitor;
}

Deno.test("a relative types the code, registers, and is in the family", async () => {
  await using circle = await startCircle({ CIRCLE_REGISTRATION: "invite" });
  const anna = await circle.join({ name: "Anna" });
  const { code } = await invite(anna);
  const visitor = await openInvite(circle, ` ${code.toLowerCase().replaceAll("-", " ")} `);
  assert.match(visitor.page.text, /Anna invites you into Anna's family/);
  await visitor.send("/join/new", { name: "Opa Karl", email: "karl@example.org" });
  assert.equal(visitor.page.path, `/f/${anna.family}`);
  assert.match(visitor.page.text, /Opa Karl You/);
});

Deno.test("a whole link typed for the code is as good", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const { code } = await invite(anna);
  const { page } = await openInvite(circle, `https://circle.example.org/join#${code}`);
  assert.match(page.text, /invites you into/);
});

Deno.test("a code that is wrong, used or revoked is told on the page that asks for it", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const { code, id } = await invite(anna);
  const unknown = await openInvite(circle, "ABC");
  assert.match(unknown.page.text, /no invite with this code/);
  assert.match(unknown.page.html, /<p class="error" id="code-error">There is no invite/);
  await anna.client.revokeInvite({ params: { family_id: anna.family, invite_id: id } });
  const { page } = await openInvite(circle, code);
  assert.equal(page.status, 410);
  assert.match(page.text, /has been revoked/);
});

Deno.test("who is signed in joins with one tap", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const ben = await circle.join({ name: "Ben" });
  const { code } = await invite(anna);
  const visitor = new Visitor(circle.url);
  await visitor.open("/sign-in");
  await visitor.send("/sign-in", { email: ben.email, password: ben.password });
  await visitor.open("/join");
  await visitor.send("/join", { code });
  assert.match(visitor.page.text, /Join as Ben/);
  await visitor.send("/join/mine");
  assert.equal(visitor.page.path, `/f/${anna.family}`);
});

Deno.test("who has an account signs in and joins", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const ben = await circle.join();
  const { code } = await invite(anna);
  const visitor = await openInvite(circle, code);
  await visitor.send("/join/mine");
  await visitor.send("/join/sign-in", { email: ben.email, password: "something else entirely" });
  assert.match(visitor.page.text, /The email or the password is wrong/);
  await visitor.send("/join/sign-in", { email: ben.email, password: ben.password });
  assert.equal(visitor.page.path, `/f/${anna.family}`);
});

Deno.test("a form of joining that is sent twice at once makes one account, signed in both times", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const { code } = await invite(anna, { max_uses: 5 });
  const visitor = await openInvite(circle, code);
  const form = visitor.form("/join/new", { name: "Karl", email: "karl@example.org" });
  const pages = await Promise.all([0, 1, 2].map(() => new Visitor(circle.url).post(form)));
  assert.deepEqual(pages.map(({ path }) => path), pages.map(() => `/f/${anna.family}`));
  const members = await anna.client.listMembers({ params: { family_id: anna.family } });
  assert.equal(members.length, 2);
});

Deno.test("an email that has an account is told beside the form, which keeps the rest", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const { code } = await invite(anna);
  const visitor = await openInvite(circle, code);
  const page = await visitor.send("/join/new", { name: "Karl", email: anna.email });
  assert.equal(page.status, 409);
  assert.match(page.text, /already an account with this email/);
  assert.match(page.html, /<a href="#email">/);
  assert.match(page.html, /id="email-error"/);
  assert.equal(visitor.form("/join/new").fields.name, "Karl");
});

Deno.test("a password of one's own that is refused is told apart from the one made up", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const { code } = await invite(anna);
  const visitor = await openInvite(circle, code);
  const { password: madeUp } = visitor.form("/join/new").fields;
  const typed = { name: "Karl", email: "karl@example.org", password: "passwordpassword" };
  const { text } = await visitor.send("/join/new", typed);
  assert.match(text, /Yours was not taken: This password .* The six words are filled in again\./);
  assert.equal(visitor.form("/join/new").fields.password, madeUp);
});

Deno.test("opening the page of invites, as previews do, spends and changes nothing", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const { code } = await invite(anna);
  const texts = await Promise.all(Array.from({ length: 50 }, async () => {
    const response = await fetch(`${circle.url}/join`, { headers: { "user-agent": "WhatsApp/2" } });
    return (await response.text()).replaceAll(/value="[\w-]{36}"/g, "");
  }));
  assert.equal(new Set(texts).size, 1, "the same for everyone");
  assert.match(texts[0]!, /<meta property="og:title" content="An invitation">/);
  for (let time = 0; time < 3; time++) await openInvite(circle, code);
  const [made] = await anna.client.listInvites({ params: { family_id: anna.family } });
  assert.equal(made?.used, 0);
});
