import assert from "node:assert/strict";
import { MAX_FAMILIES } from "../../../shared/contract/families.ts";
import { MAX_OPEN_INVITES } from "../../../shared/contract/invites.ts";
import { MAX_FEEDS } from "../../../shared/contract/feeds.ts";
import { MAX_PEOPLE } from "../../../shared/contract/people.ts";
import { MAX_MEMBERS } from "../../../shared/contract/members.ts";
import { addFamilies } from "../../support/add_families.ts";
import { type Circle, GOOD_PASSWORD, type Joined, startCircle } from "../../support/circle.ts";
import { assertRefused } from "../../support/refusal.ts";

Deno.test("an account is in at most 50 families", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const ben = await circle.join();
  await addFamilies(circle.db, anna.id, MAX_FAMILIES - 2);
  const last = await anna.client.createFamily({ body: { name: "The last" } });
  const { code } = await invite(ben);
  await assertRefused(
    anna.client.createFamily({ body: { name: "One more" } }),
    "too_many_families",
  );
  await assertRefused(anna.client.acceptInvite({ body: { code } }), "too_many_families");
  assert.equal((await listInvites(ben))[0]?.used, 0);
  await anna.client.deleteFamily({ params: { family_id: last.id } });
  await anna.client.acceptInvite({ body: { code } });
});

Deno.test("a family has at most 500 members", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const ben = await circle.join();
  const { code } = await invite(anna);
  const ids = await addMembers(circle, anna.family, MAX_MEMBERS - 1);
  await assertRefused(ben.client.acceptInvite({ body: { code } }), "too_many_members");
  const person = { email: "carla@example.org", name: "Carla", password: GOOD_PASSWORD };
  await assertRefused(
    circle.client().register({ body: { ...person, invite: code } }),
    "too_many_members",
  );
  await anna.client.removeMember({ params: { family_id: anna.family, account_id: ids[0]! } });
  await circle.client().register({ body: { ...person, invite: code } });
});

Deno.test("a family has at most 100 open invites; revoked and expired ones do not count", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const first = await invite(anna, 1);
  for (let made = 1; made < MAX_OPEN_INVITES; made++) await invite(anna, 30);
  await assertRefused(invite(anna), "too_many_invites");
  await anna.client.revokeInvite({ params: { family_id: anna.family, invite_id: first.id } });
  await invite(anna, 1);
  await assertRefused(invite(anna), "too_many_invites");
  circle.advance(25 * 60 * 60 * 1000);
  const { access_token } = await circle.client().login({
    body: { email: anna.email, password: anna.password },
  });
  await invite({ ...anna, client: circle.client(access_token) });
});

Deno.test("docs/permissions.md has the limits of the program", async () => {
  const page = await Deno.readTextFile(new URL("../../../docs/permissions.md", import.meta.url));
  const limits = [
    ["families that an account is in", MAX_FAMILIES, "too_many_families"],
    ["members of a family", MAX_MEMBERS, "too_many_members"],
    ["open invites of a family", MAX_OPEN_INVITES, "too_many_invites"],
    ["people of a family", MAX_PEOPLE, "too_many_people"],
    ["feeds of a member in a family", MAX_FEEDS, "too_many_feeds"],
  ] as const;
  for (const [what, limit, code] of limits) {
    assert.match(page, new RegExp(`^\\| ${what} +\\| ${limit} +\\| 409 \`${code}\``, "m"));
  }
});

function invite({ client, family }: Joined, expires_in_days = 7) {
  return client.createInvite({ params: { family_id: family }, body: { expires_in_days } });
}

function listInvites({ client, family }: Joined) {
  return client.listInvites({ params: { family_id: family } });
}

/** Adds members past the server; returns the ids of their accounts. */
async function addMembers({ db }: Circle, familyId: string, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => crypto.randomUUID());
  const at = new Date().toISOString();
  await db.insertInto("accounts").values(ids.map((id) => ({
    id,
    email: `${id}@example.org`,
    email_key: `${id}@example.org`,
    name: "Guest",
    password_hash: "",
    created_at: at,
  }))).execute();
  await db.insertInto("members").values(ids.map((account_id) => ({
    family_id: familyId,
    account_id,
    name_key: "guest",
    role: "member" as const,
    joined_at: at,
  }))).execute();
  return ids;
}
