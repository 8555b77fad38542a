import assert from "node:assert/strict";
import { disableAccount, enableAccount } from "../../../server/admin/disable_account.ts";
import { startCircle } from "../../support/circle.ts";
import { depsOf } from "../../support/deps_of.ts";
import { assertRefused } from "../../support/refusal.ts";
import { addFamilyMember, letIn } from "../../support/family_members.ts";

Deno.test("members are listed by name, ignoring case and accents", async () => {
  await using circle = await startCircle();
  const anna = await circle.join({ name: "émile" });
  for (const name of ["Zoe", "eva", "Anna", "Émil", "ben"]) {
    await addFamilyMember(circle, anna, { name });
  }
  const members = await anna.client.listFamilyMembers({});
  assert.deepEqual(members.map(({ name }) => name), [
    "Anna",
    "ben",
    "Émil",
    "émile",
    "eva",
    "Zoe",
  ]);
});

Deno.test("listing members needs the family's id only with several families", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const ben = await circle.join();
  assert.equal((await ben.client.listFamilyMembers({})).length, 1);
  await letIn(anna, ben);
  await assertRefused(ben.client.listFamilyMembers({}), "family_required");
  const query = { family: anna.family };
  assert.deepEqual(
    await ben.client.listFamilyMembers({ query }),
    await anna.client.listFamilyMembers({}),
  );
  await ben.client.deleteFamily({ params: { family_id: ben.family } });
  assert.equal((await ben.client.listFamilyMembers({})).length, 2);
});

Deno.test("listing the members of another family is not found", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const ben = await circle.join();
  const query = { family: anna.family };
  await assertRefused(ben.client.listFamilyMembers({ query }), "not_found");
});

Deno.test("members are listed with whether the host has disabled their account", async () => {
  await using circle = await startCircle();
  const anna = await circle.join({ name: "Anna" });
  const ben = await addFamilyMember(circle, anna, { name: "Ben", role: "owner" });
  const listDisabled = async () =>
    (await anna.client.listMembers({ params: { family_id: anna.family } }))
      .filter(({ disabled }) => disabled).map(({ id }) => id);
  assert.deepEqual(await listDisabled(), []);
  await disableAccount(depsOf(circle), ben.id);
  assert.deepEqual(await listDisabled(), [ben.id]);
  await enableAccount(depsOf(circle), ben.id);
  assert.deepEqual(await listDisabled(), []);
});
