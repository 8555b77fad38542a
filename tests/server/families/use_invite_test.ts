import assert from "node:assert/strict";
import { type Circle, GOOD_PASSWORD, type Joined, startCircle } from "../../support/circle.ts";
import { assertRefused } from "../../support/refusal.ts";
import { addFamilyMember } from "../../support/family_members.ts";

const DAY = 24 * 60 * 60 * 1000;

Deno.test("an account joins by an invite, with the role of the invite", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const ben = await circle.join();
  const { code } = await invite(anna, { role: "admin" });
  const family = await accept(ben, code);
  assert.equal(family.id, anna.family);
  assert.equal(family.role, "admin");
  const members = await anna.client.listMembers({ params: { family_id: anna.family } });
  assert.deepEqual(members.map(({ role }) => role).sort(), ["admin", "owner"]);
});

Deno.test("an invite allows registration", async () => {
  await using circle = await startCircle({ CIRCLE_REGISTRATION: "invite" });
  const anna = await circle.join();
  await assertRefused(circle.join(), "registration_closed");
  const { code } = await invite(anna);
  const ben = await circle.join({ invite: code });
  const { families } = await ben.client.getProfile({});
  assert.deepEqual(families.map(({ id, role }) => [id, role]), [[anna.family, "member"]]);
  await assertRefused(circle.join({ invite: code }), "invite_used");
});

Deno.test("an invite preview shows family and role, and does not use the invite", async () => {
  await using circle = await startCircle();
  const anna = await circle.join({ name: "Anna" });
  const { code, expires_at } = await invite(anna, { role: "admin", note: "for Ben" });
  for (let time = 0; time < 2; time++) {
    assert.deepEqual(await circle.client().previewInvite({ body: { code } }), {
      family: "Anna's family",
      role: "admin",
      invited_by: "Anna",
      expires_at,
    });
  }
});

/** Ways for an invite to end, and what is said of it then. */
const ENDINGS = {
  invite_expired: (circle: Circle) => Promise.resolve(circle.advance(7 * DAY + 1000)),
  invite_used: async (circle: Circle, _anna: Joined, { code }: { code: string }) =>
    void await circle.join({ invite: code }),
  invite_revoked: async (_circle: Circle, { client, family }: Joined, { id }: { id: string }) =>
    void await client.revokeInvite({ params: { family_id: family, invite_id: id } }),
} as const;

for (const [ending, end] of Object.entries(ENDINGS)) {
  Deno.test(`an invite that has ended is refused everywhere as ${ending}`, async () => {
    await using circle = await startCircle();
    const anna = await circle.join();
    const made = await invite(anna);
    await end(circle, anna, made);
    const { code } = made;
    const reason = ending as keyof typeof ENDINGS;
    const visitor = await circle.join();
    await assertRefused(circle.client().previewInvite({ body: { code } }), reason);
    await assertRefused(accept(visitor, code), reason);
    await assertRefused(circle.join({ invite: code }), reason);
    const owner = await circle.client().login({
      body: { email: anna.email, password: anna.password },
    });
    const client = circle.client(owner.access_token);
    assert.deepEqual(await client.listInvites({ params: { family_id: anna.family } }), []);
  });
}

Deno.test("an invite is open until the moment it expires", async () => {
  await using circle = await startCircle();
  const { code } = await invite(await circle.join(), { expires_in_days: 2 });
  circle.advance(2 * DAY - 60_000);
  await circle.join({ invite: code });
});

Deno.test("a member cannot join again, and trying does not use the invite", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const ben = await addFamilyMember(circle, anna);
  const { code } = await invite(anna, { role: "owner" });
  await assertRefused(accept(ben, code), "already_member");
  await assertRefused(accept(anna, code), "already_member");
  assert.equal((await listInvites(anna))[0]?.used, 0);
  const { families } = await ben.client.getProfile({});
  assert.deepEqual(families.map(({ role }) => role), ["member"]);
  await circle.join({ invite: code });
});

Deno.test("a failed registration does not use the invite", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const { code } = await invite(anna);
  await assertRefused(circle.join({ invite: code, email: anna.email }), "email_taken");
  await assertRefused(circle.join({ invite: code, password: "too short" }), "invalid_fields");
  assert.equal((await listInvites(anna))[0]?.used, 0);
});

Deno.test("a code may be typed in any case, with spaces, any dashes, or none", async () => {
  await using circle = await startCircle();
  const { code } = await invite(await circle.join());
  const spellings = [
    code.toLowerCase(),
    code.replaceAll("-", ""),
    code.replaceAll("-", " "),
    code.replaceAll("-", "\u2013"),
    code.replaceAll("-", " - "),
    `  ${code}\t`,
  ];
  for (const spelling of spellings) {
    await circle.client().previewInvite({ body: { code: spelling } });
  }
});

Deno.test("an unknown code is not found, even with one wrong letter", async () => {
  await using circle = await startCircle();
  const { code } = await invite(await circle.join());
  const last = code.at(-1) === "2" ? "3" : "2";
  for (
    const wrong of [code.slice(0, -1), `${code}2`, code.slice(0, -1) + last, "-", "%", "0O1IL"]
  ) {
    await assertRefused(circle.client().previewInvite({ body: { code: wrong } }), "not_found");
  }
});

Deno.test("an invite is bound to its code, not to an email in its note", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const { code } = await invite(anna, { note: "ben@example.org" });
  const ben = await circle.join({ email: "ben@example.org" });
  assert.equal((await ben.client.listFamilies({})).length, 1);
  await circle.join({ email: "carla@example.org", invite: code });
});

Deno.test("a member who left can be invited again with another role", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const ben = await addFamilyMember(circle, anna, { role: "admin" });
  await ben.client.removeMember({ params: { family_id: anna.family, account_id: ben.id } });
  assert.equal((await accept(ben, (await invite(anna)).code)).role, "member");
});

Deno.test("a removed member cannot come back by an earlier invite", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const ben = await circle.join();
  const carla = await circle.join();
  const { code } = await invite(anna, { max_uses: 10 });
  await accept(ben, code);
  await anna.client.removeMember({ params: { family_id: anna.family, account_id: ben.id } });
  circle.advance(1000);
  const { detail } = await assertRefused(accept(ben, code), "invite_revoked");
  assert.match(detail, /^You were removed from this family after this invite was made\./);
  assert.equal((await accept(carla, code)).id, anna.family); // the invite is open to others
  assert.equal((await listInvites(anna))[0]?.used, 2);
  const { code: later } = await invite(anna);
  assert.equal((await accept(ben, later)).role, "member");
  await leave(anna, ben);
  assert.equal((await accept(ben, (await invite(anna)).code)).role, "member");
});

Deno.test("a member who left can come back by an earlier invite", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const ben = await circle.join();
  const { code } = await invite(anna, { max_uses: 10 });
  await accept(ben, code);
  await leave(anna, ben);
  assert.equal((await accept(ben, code)).role, "member");
});

Deno.test("invites of a deleted family are not found", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const { code } = await invite(anna);
  await anna.client.deleteFamily({ params: { family_id: anna.family } });
  await assertRefused(circle.join({ invite: code, password: GOOD_PASSWORD }), "not_found");
});

type Wish = NonNullable<Parameters<Joined["client"]["createInvite"]>[0]>["body"];

function invite({ client, family }: Joined, body: Wish = {}) {
  return client.createInvite({ params: { family_id: family }, body });
}

function listInvites({ client, family }: Joined) {
  return client.listInvites({ params: { family_id: family } });
}

function leave({ family }: Joined, { client, id }: Joined) {
  return client.removeMember({ params: { family_id: family, account_id: id } });
}

function accept({ client }: Joined, code: string) {
  return client.acceptInvite({ body: { code } });
}
