import assert from "node:assert/strict";
import type { Role } from "../../../shared/contract/fields.ts";
import { type Joined, startCircle } from "../../support/circle.ts";
import { assertRefused, findRefusal } from "../../support/refusal.ts";
import { addFamilyMember, letIn } from "../../support/family_members.ts";

/** Roles that may make a reset code, by the role of the member. */
const MAKERS: readonly (readonly [Role, Role, boolean])[] = [
  ["owner", "owner", true],
  ["owner", "admin", true],
  ["owner", "member", true],
  ["admin", "owner", false],
  ["admin", "admin", false],
  ["admin", "member", false],
  ["member", "member", false],
  ["member", "owner", false],
];

Deno.test("only owners make reset codes, for members of their family", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  for (const [maker, target, isAllowed] of MAKERS) {
    const actor = await addFamilyMember(circle, anna, { role: maker });
    const member = await addFamilyMember(circle, anna, { role: target });
    const refusal = await findRefusal(makeCode(actor, member));
    assert.equal(refusal?.code, isAllowed ? undefined : "forbidden", `${maker} for ${target}`);
  }
});

Deno.test("nobody can make a reset code for themselves or for another family", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const ben = await circle.join();
  await assertRefused(makeCode(anna, anna), "forbidden");
  await assertRefused(makeCode(anna, ben), "not_found");
  await assertRefused(makeCode({ ...ben, family: anna.family }, anna), "not_found");
});

Deno.test("a reset code is refused for an account in several families", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const guest = await circle.join();
  await letIn(anna, guest);
  await assertRefused(makeCode(anna, guest), "in_other_families");
  const params = { family_id: guest.family };
  await guest.client.deleteFamily({ params });
  await makeCode(anna, guest);
});

Deno.test("a reset code works for 24 hours, is shown once, and is in the family's log", async () => {
  await using circle = await startCircle();
  const anna = await circle.join({ name: "Anna" });
  const ben = await addFamilyMember(circle, anna, { name: "Ben" });
  const { code, expires_at } = await makeCode(anna, ben);
  assert.match(code, /^([2-9A-HJKMNP-Z]{3}-){5}[2-9A-HJKMNP-Z]{3}$/);
  const life = Date.parse(expires_at) - Date.now();
  assert.ok(life > 23.9 * 60 * 60 * 1000 && life <= 24 * 60 * 60 * 1000);
  const [entry] = await ben.client.listFamilyLog({ params: { family_id: anna.family } });
  assert.equal(entry?.event, "reset_code_made");
  assert.equal(entry?.by?.name, "Anna");
  assert.equal(entry?.member?.name, "Ben");
  const rows = await circle.db.selectFrom("password_resets").selectAll().execute();
  assert.ok(!JSON.stringify(rows).includes(code.replaceAll("-", "")));
  assert.ok(!JSON.stringify(rows).includes(code));
});

function makeCode({ client, family }: Joined, { id }: Joined) {
  return client.createResetCode({ params: { family_id: family, account_id: id } });
}
