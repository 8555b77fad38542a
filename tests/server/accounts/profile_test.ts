import assert from "node:assert/strict";
import { startCircle } from "../../support/circle.ts";
import { addFamilies } from "../../support/add_families.ts";
import { addFamilyMember } from "../../support/family_members.ts";

Deno.test("a new name is sorted into the family's list", async () => {
  await using circle = await startCircle();
  const anna = await circle.join({ name: "Anna" });
  const ben = await addFamilyMember(circle, anna, { name: "Ben" });
  assert.equal((await anna.client.updateProfile({ body: { name: "Zoé" } })).name, "Zoé");
  const members = await ben.client.listFamilyMembers({});
  assert.deepEqual(members.map(({ name }) => name), ["Ben", "Zoé"]);
});

Deno.test("a profile has the account's families with its roles", async () => {
  await using circle = await startCircle();
  const anna = await circle.join({ name: "Anna" });
  const ben = await addFamilyMember(circle, anna, { role: "admin" });
  const { id } = await ben.client.createFamily({ body: { name: "In-laws" } });
  assert.deepEqual((await ben.client.getProfile({})).families, [
    { id: anna.family, name: "Anna's family", role: "admin" },
    { id, name: "In-laws", role: "owner" },
  ]);
});

Deno.test("a profile has its families by name", async () => {
  await using circle = await startCircle();
  const anna = await circle.join({ name: "Anna" });
  for (const name of ["Neighbours", "Aunts"]) await anna.client.createFamily({ body: { name } });
  const { families } = await anna.client.getProfile({});
  assert.deepEqual(families.map(({ name }) => name), ["Anna's family", "Aunts", "Neighbours"]);
});

Deno.test("a profile has at most 500 families, the list of families all", async () => {
  await using circle = await startCircle();
  const anna = await circle.join({ name: "Anna" });
  const added = await addFamilies(circle.db, anna.id, 520);
  assert.equal((await anna.client.getProfile({})).families.length, 500);
  assert.equal((await anna.client.listFamilies({})).length, 521);
  const last = added.at(-1)!;
  const { token } = await anna.client.createToken({ body: { name: "last", family: last } });
  const { families } = await circle.client(token).getProfile({});
  assert.deepEqual(families.map(({ id }) => id), [last]);
});
