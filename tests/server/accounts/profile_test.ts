import assert from "node:assert/strict";
import { startCircle } from "../../support/circle.ts";
import { addRelative } from "../../support/relatives.ts";

Deno.test("a changed name is what the family sees, and where it stands in the list", async () => {
  await using circle = await startCircle();
  const anna = await circle.join({ name: "Anna" });
  const ben = await addRelative(circle, anna, { name: "Ben" });
  assert.equal((await anna.client.updateProfile({ body: { name: "Zoé" } })).name, "Zoé");
  const members = await ben.client.listFamilyMembers({});
  assert.deepEqual(members.map(({ name }) => name), ["Ben", "Zoé"]);
});

Deno.test("a profile names all families of its account, each with the role in it", async () => {
  await using circle = await startCircle();
  const anna = await circle.join({ name: "Anna" });
  const ben = await addRelative(circle, anna, { role: "admin" });
  const { id } = await ben.client.createFamily({ body: { name: "In-laws" } });
  assert.deepEqual((await ben.client.getProfile({})).families, [
    { id: anna.family, name: "Anna's family", role: "admin" },
    { id, name: "In-laws", role: "owner" },
  ]);
});
