import assert from "node:assert/strict";
import type { Role } from "../../../shared/contract/fields.ts";
import { testOnClusters } from "../../support/clusters.ts";
import { type Joined, startCircle } from "../../support/circle.ts";
import { assertRefused } from "../../support/refusal.ts";
import { addFamilyMember } from "../../support/family_members.ts";

testOnClusters("a new role holds from the next request on", async ({ first, second }) => {
  const anna = await first.join();
  const ben = await addFamilyMember(first, anna);
  const bens = second.client(ben.token);
  const invite = () => bens.createInvite({ params: { family_id: anna.family }, body: {} });
  await assertRefused(invite(), "forbidden");
  await setRole(anna, ben, "admin");
  await invite();
  await setRole(anna, ben, "member");
  await assertRefused(invite(), "forbidden");
});

testOnClusters(
  "a removed member is refused from the next request on",
  async ({ first, second }) => {
    const anna = await first.join();
    const ben = await addFamilyMember(first, anna, { role: "owner" });
    const params = { family_id: anna.family };
    const bens = second.client(ben.token);
    await bens.listMembers({ params });
    await anna.client.removeMember({ params: { ...params, account_id: ben.id } });
    await assertRefused(bens.listMembers({ params }), "not_found");
    await assertRefused(bens.updateFamily({ params, body: { name: "Mine" } }), "not_found");
    assert.deepEqual((await bens.getProfile({})).families, []);
  },
);

Deno.test("changing a role answers with the member as it is listed", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const ben = await addFamilyMember(circle, anna, { name: "Ben", email: "ben@example.org" });
  const { joined_at: _, ...member } = await setRole(anna, ben, "admin");
  assert.deepEqual(member, {
    id: ben.id,
    name: "Ben",
    email: "ben@example.org",
    role: "admin",
    disabled: false,
  });
});

Deno.test("the last owner cannot step down or leave; the refusal says what to do instead", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const params = { family_id: anna.family, account_id: anna.id };
  const alone = await assertRefused(anna.client.removeMember({ params }), "last_owner");
  assert.match(alone.detail, /delete it instead/);
  const ben = await addFamilyMember(circle, anna, { role: "admin" });
  const last = await assertRefused(anna.client.removeMember({ params }), "last_owner");
  assert.match(last.detail, /Make someone else an owner first/);
  await assertRefused(setRole(anna, anna, "member"), "last_owner");
  await setRole(anna, ben, "owner");
  await anna.client.removeMember({ params });
});

Deno.test("a member is removed once, and only from their own family", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const ben = await addFamilyMember(circle, anna);
  const other = await circle.join();
  const remove = (account_id: string) =>
    anna.client.removeMember({ params: { family_id: anna.family, account_id } });
  await remove(ben.id);
  await assertRefused(remove(ben.id), "not_found");
  await assertRefused(remove(other.id), "not_found");
});

function setRole(owner: Joined, member: Joined, role: Role) {
  return owner.client.setMemberRole({
    params: { family_id: owner.family, account_id: member.id },
    body: { role },
  });
}
