import assert from "node:assert/strict";
import { type Circle, type Joined, startCircle } from "../../support/circle.ts";
import { assertRefused } from "../../support/refusal.ts";
import { addFamilyMember, letIn } from "../../support/family_members.ts";

const HOUR = 60 * 60 * 1000;
const NEW_PASSWORD = "a garden full of boats";

Deno.test("a reset code for an owner works after 24 hours, for 24 hours", async () => {
  await using circle = await startCircle();
  const { ben, code, works_from, expires_at } = await makeCode(circle);
  assert.equal(Date.parse(expires_at) - Date.parse(works_from), 24 * HOUR);
  circle.advance(24 * HOUR - 1000);
  const problem = await assertRefused(reset(circle, code), "reset_pending");
  assert.equal(problem.works_from, works_from);
  circle.advance(2000);
  await reset(circle, code);
  await logIn(circle, { ...ben, password: NEW_PASSWORD });

  const late = await makeCode(circle);
  circle.advance(48 * HOUR + 1000);
  await assertRefused(reset(circle, late.code), "reset_expired");
});

Deno.test("a reset code for an admin or a member works at once, without a notice", async () => {
  await using circle = await startCircle();
  for (const role of ["admin", "member"] as const) {
    const { ben, code } = await makeCode(circle, role);
    assert.equal((await ben.client.getProfile({})).pending_reset, undefined);
    await reset(circle, code);
  }
});

Deno.test("an owner sees a reset code in the profile until it is used, cancelled or expired", async () => {
  await using circle = await startCircle();
  const { anna, ben, works_from } = await makeCode(circle);
  const { pending_reset } = await ben.client.getProfile({});
  assert.deepEqual(pending_reset?.by, { id: anna.id, name: "Anna" });
  assert.equal(pending_reset?.works_from, works_from);
  assert.equal((await ben.client.updateProfile({ body: { name: "Benno" } })).families.length, 1);
  assert.equal((await anna.client.getProfile({})).pending_reset, undefined);
  circle.advance(49 * HOUR);
  const { access_token } = await logIn(circle, ben);
  assert.equal((await circle.client(access_token).getProfile({})).pending_reset, undefined);
});

Deno.test("an owner cancels a reset code from an open session, without the password", async () => {
  await using circle = await startCircle();
  const { anna, ben, code } = await makeCode(circle);
  await anna.client.keepPassword({});
  assert.ok((await ben.client.getProfile({})).pending_reset, "it is not Anna's to cancel");
  await ben.client.keepPassword({});
  assert.equal((await ben.client.getProfile({})).pending_reset, undefined);
  await ben.client.keepPassword({}); // again changes nothing
  circle.advance(25 * HOUR);
  await assertRefused(reset(circle, code), "not_found");
});

Deno.test("an owner cancels a reset code by a login with the password, which says so", async () => {
  await using circle = await startCircle();
  const { anna, ben, code } = await makeCode(circle);
  await assertRefused(logIn(circle, { ...ben, password: "not it at all" }), "wrong_credentials");
  assert.ok((await ben.client.getProfile({})).pending_reset);
  const { cancelled_reset } = await logIn(circle, ben);
  assert.deepEqual(cancelled_reset?.by, { id: anna.id, name: "Anna" });
  assert.equal((await logIn(circle, ben)).cancelled_reset, undefined);
  circle.advance(25 * HOUR);
  await assertRefused(reset(circle, code), "not_found");
});

Deno.test("another owner cannot avoid the delay by a demotion", async () => {
  await using circle = await startCircle();
  const anna = await circle.join({ name: "Anna" });
  const ben = await addFamilyMember(circle, anna, { role: "owner" });
  const params = { family_id: anna.family, account_id: ben.id };
  await anna.client.setMemberRole({ params, body: { role: "member" } });
  const { code } = await anna.client.createResetCode({ params });
  await assertRefused(reset(circle, code), "reset_pending");
  assert.ok((await ben.client.getProfile({})).pending_reset);
});

Deno.test("another owner cannot avoid the delay by a removal and an invite", async () => {
  await using circle = await startCircle();
  const anna = await circle.join({ name: "Anna" });
  const ben = await addFamilyMember(circle, anna, { role: "owner" });
  const params = { family_id: anna.family, account_id: ben.id };
  await anna.client.removeMember({ params, body: {} });
  await letIn(anna, ben);
  const { code } = await anna.client.createResetCode({ params });
  await assertRefused(reset(circle, code), "reset_pending");
  assert.ok((await ben.client.getProfile({})).pending_reset);
});

Deno.test("a reset code for a member stops working when the member becomes an owner", async () => {
  await using circle = await startCircle();
  const { anna, ben, code } = await makeCode(circle, "member");
  const params = { family_id: anna.family, account_id: ben.id };
  await anna.client.setMemberRole({ params, body: { role: "owner" } });
  await assertRefused(reset(circle, code), "reset_expired");
});

Deno.test("a new reset code for an owner restarts the 24 hours", async () => {
  await using circle = await startCircle();
  const { anna, ben, code } = await makeCode(circle);
  circle.advance(23 * HOUR);
  const { access_token } = await logIn(circle, anna);
  const { code: newer } = await circle.client(access_token).createResetCode({
    params: { family_id: anna.family, account_id: ben.id },
  });
  circle.advance(2 * HOUR);
  await assertRefused(reset(circle, code), "not_found");
  await assertRefused(reset(circle, newer), "reset_pending");
});

/** A family with two members, and a reset code that one made for the other. */
async function makeCode(circle: Circle, role: "owner" | "admin" | "member" = "owner") {
  const anna = await circle.join({ name: "Anna" });
  const ben = await addFamilyMember(circle, anna, { name: "Ben", role });
  const made = await anna.client.createResetCode({
    params: { family_id: anna.family, account_id: ben.id },
  });
  return { anna, ben, ...made };
}

function reset({ client }: Circle, code: string) {
  return client().resetPassword({ body: { code, new_password: NEW_PASSWORD } });
}

function logIn({ client }: Circle, { email, password }: Pick<Joined, "email" | "password">) {
  return client().login({ body: { email, password } });
}
