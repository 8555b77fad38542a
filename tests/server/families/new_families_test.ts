import assert from "node:assert/strict";
import { createHostedFamily } from "../../../server/admin/change_family.ts";
import { startCircle } from "../../support/circle.ts";
import { depsOf } from "../../support/deps_of.ts";
import { addFamilyMember } from "../../support/family_members.ts";
import { assertRefused } from "../../support/refusal.ts";
import { signInVisitor } from "../web/page_world.ts";

const body = { name: "Mine" };

Deno.test("by default every account makes families", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const ben = await addFamilyMember(circle, anna);
  const params = { family_id: anna.family, account_id: ben.id };
  await anna.client.removeMember({ params });
  await ben.client.createFamily({ body });
});

Deno.test("CIRCLE_NEW_FAMILIES=members: an account that was removed makes no family", async () => {
  await using circle = await startCircle({
    CIRCLE_NEW_FAMILIES: "members",
    CIRCLE_REGISTRATION: "invite",
  });
  const anna = await circle.join();
  const ben = await addFamilyMember(circle, anna, { role: "admin" });
  const { id } = await ben.client.createFamily({ body: { name: "While a member" } });
  await ben.client.deleteFamily({ params: { family_id: id } });
  const { token } = await ben.client.createToken({ body: { name: "wall" } });
  await anna.client.removeMember({ params: { family_id: anna.family, account_id: ben.id } });
  for (const client of [ben.client, circle.client(token)]) {
    const { detail } = await assertRefused(client.createFamily({ body }), "new_families_closed");
    assert.match(detail, /^On this server only members .* ask the person who hosts the server\.$/);
  }
  const phone = await signInVisitor(circle, ben);
  assert.match((await phone.open("/f")).text, /On this server only members of a family start/);
  assert.doesNotMatch(phone.page.html, /<form[^>]* action="\/f"/);
  const once = crypto.randomUUID();
  const { status } = await phone.post({ action: "/f", fields: { name: "Mine", once } });
  assert.equal(status, 403);
  assert.deepEqual(await ben.client.listFamilies({}), []);
  const { code } = await anna.client.createInvite({
    params: { family_id: anna.family },
    body: {},
  });
  await ben.client.acceptInvite({ body: { code } });
  await ben.client.createFamily({ body });
});

Deno.test("CIRCLE_NEW_FAMILIES=host: only the host makes families", async () => {
  await using circle = await startCircle({
    CIRCLE_NEW_FAMILIES: "host",
    CIRCLE_REGISTRATION: "invite",
  });
  const anna = await circle.join({ name: "Anna" }); // the first one has a family all the same
  const { detail } = await assertRefused(
    anna.client.createFamily({ body }),
    "new_families_closed",
  );
  assert.match(detail, /the person who hosts it makes new families/);
  const phone = await signInVisitor(circle, anna);
  assert.match((await phone.open("/f")).text, /the person who hosts it starts new families/);
  const deps = depsOf(circle);
  const made = await createHostedFamily(deps, { name: "The In-laws", owner: anna.email });
  assert.equal((await anna.client.getFamily({ params: { family_id: made.id } })).role, "owner");
  await assert.rejects(
    createHostedFamily(deps, { name: " ", owner: anna.email }),
    /Nothing was made\.$/,
  );
});
