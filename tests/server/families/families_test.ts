import assert from "node:assert/strict";
import { startCircle } from "../../support/circle.ts";
import { assertRefused } from "../../support/refusal.ts";
import { addFamilyMember } from "../../support/family_members.ts";

Deno.test("an account may be in several families, with different roles", async () => {
  await using circle = await startCircle();
  const anna = await circle.join({ name: "Anna" });
  const ben = await addFamilyMember(circle, anna, { name: "Ben" });
  const made = await ben.client.createFamily({ body: { name: "In-laws" } });
  assert.equal(made.role, "owner");
  const families = await ben.client.listFamilies({});
  assert.deepEqual(families.map(({ name, role }) => [name, role]), [
    ["Anna's family", "member"],
    ["In-laws", "owner"],
  ]);
  assert.deepEqual(await ben.client.getFamily({ params: { family_id: made.id } }), made);
});

Deno.test("all members see a family's new name", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const ben = await addFamilyMember(circle, anna);
  const params = { family_id: anna.family };
  const { name } = await anna.client.updateFamily({ params, body: { name: "The Bergs" } });
  assert.equal(name, "The Bergs");
  assert.equal((await ben.client.getFamily({ params })).name, "The Bergs");
});

Deno.test("a deleted family is gone for everyone; the accounts stay", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const ben = await addFamilyMember(circle, anna);
  const params = { family_id: anna.family };
  await anna.client.createInvite({ params, body: {} });
  await anna.client.deleteFamily({ params });
  for (const { client } of [anna, ben]) {
    assert.deepEqual((await client.getProfile({})).families, []);
    await assertRefused(client.getFamily({ params }), "not_found");
    await assertRefused(client.listFamilyMembers({}), "not_found");
  }
  for (const table of ["families", "members", "invites", "family_log"] as const) {
    assert.deepEqual(await circle.db.selectFrom(table).selectAll().execute(), [], table);
  }
});
