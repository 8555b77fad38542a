import assert from "node:assert/strict";
import { Role } from "../../../shared/contract/fields.ts";
import { type Joined, startCircle } from "../../support/circle.ts";
import { assertRefused, findRefusal } from "../../support/refusal.ts";
import { addFamilyMember } from "../../support/family_members.ts";

const DAY = 24 * 60 * 60 * 1000;

Deno.test("an invite is for one use and 7 days by default", async () => {
  await using circle = await startCircle();
  const anna = await circle.join({ name: "Anna" });
  const { code, ...invite } = await make(anna, {});
  assert.match(code, /^([2-9A-HJKMNP-Z]{3}-){5}[2-9A-HJKMNP-Z]{3}$/);
  assert.equal(invite.role, "member");
  assert.equal(invite.max_uses, 1);
  assert.equal(invite.used, 0);
  assert.equal(invite.note, null);
  assert.deepEqual(invite.created_by, { id: anna.id, name: "Anna" });
  assert.equal(Date.parse(invite.expires_at) - Date.parse(invite.created_at), 7 * DAY);
  assert.deepEqual(await list(anna), [invite]);
});

Deno.test("an invite is for at most 100 uses and 30 days", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const { expires_at, created_at } = await make(anna, { expires_in_days: 30, max_uses: 100 });
  assert.equal(Date.parse(expires_at) - Date.parse(created_at), 30 * DAY);
  for (const body of [{ expires_in_days: 31 }, { expires_in_days: 0 }, { max_uses: 101 }]) {
    await assertRefused(make(anna, body), "invalid_fields");
  }
});

Deno.test("nobody invites to a role above their own, and members cannot invite", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  for (const [rank, actor] of Role.enum.entries()) {
    const inviter = await addFamilyMember(circle, anna, { role: actor });
    for (const [given, role] of Role.enum.entries()) {
      const refusal = await findRefusal(make(inviter, { role }));
      const isAllowed = actor !== "member" && given >= rank; // owner stands first
      assert.equal(refusal?.code, isAllowed ? undefined : "forbidden", `${actor} as ${role}`);
    }
  }
});

Deno.test("an invite is revoked once, and one for an owner not by an admin", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const adam = await addFamilyMember(circle, anna, { role: "admin" });
  const high = await make(anna, { role: "owner" });
  const low = await make(anna, { role: "admin" });
  await assertRefused(revoke(adam, high.id), "forbidden");
  await revoke(adam, low.id);
  await revoke(adam, low.id); // says again what is so already, and nothing happens
  const log = await anna.client.listFamilyLog({ params: { family_id: anna.family } });
  assert.equal(log.filter(({ event }) => event === "invite_revoked").length, 1);
  assert.deepEqual((await list(anna)).map(({ id }) => id), [high.id]);
});

Deno.test("an invite of another family is not found", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const ben = await circle.join();
  const { id, code } = await make(anna, {});
  await assertRefused(revoke(ben, id), "not_found");
  await assertRefused(revoke({ ...ben, family: anna.family }, id), "not_found");
  await circle.client().previewInvite({ body: { code } });
});

Deno.test("a demotion revokes the invites that the new role could not make", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const ben = await addFamilyMember(circle, anna, { role: "owner" });
  const codes = await makeThree(ben);
  const others = await makeThree(anna);
  await setRole(anna, ben, "admin");
  await assertHolds(circle, codes, { owner: false, admin: true, member: true });
  await setRole(anna, ben, "member");
  await assertHolds(circle, codes, { owner: false, admin: false, member: false });
  await setRole(anna, ben, "owner");
  await assertHolds(circle, codes, { owner: false, admin: false, member: false });
  await assertHolds(circle, others, { owner: true, admin: true, member: true });
});

Deno.test("invites end when their maker is removed, leaves, or deletes the account", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const endings: ((ben: Joined) => Promise<unknown>)[] = [
    (ben) => anna.client.removeMember({ params: paramsOf(anna, ben) }),
    (ben) => ben.client.removeMember({ params: paramsOf(anna, ben) }),
    (ben) => ben.client.deleteProfile({ body: { password: ben.password } }),
  ];
  for (const end of endings) {
    const ben = await addFamilyMember(circle, anna, { role: "owner" });
    const codes = await makeThree(ben);
    await end(ben);
    await assertHolds(circle, codes, { owner: false, admin: false, member: false });
  }
});

Deno.test("only the hash of an invite's code is stored", async () => {
  await using circle = await startCircle();
  const { code } = await make(await circle.join(), {});
  const rows = JSON.stringify(await circle.db.selectFrom("invites").selectAll().execute());
  assert.ok(!rows.includes(code));
  assert.ok(!rows.includes(code.replaceAll("-", "")));
});

type Wish = Parameters<Joined["client"]["createInvite"]>[0]["body"];

function make({ client, family }: Joined, body: Wish) {
  return client.createInvite({ params: { family_id: family }, body });
}

function list({ client, family }: Joined) {
  return client.listInvites({ params: { family_id: family } });
}

function revoke({ client, family }: Joined, invite_id: string) {
  return client.revokeInvite({ params: { family_id: family, invite_id } });
}

function setRole(owner: Joined, member: Joined, role: Role) {
  return owner.client.setMemberRole({ params: paramsOf(owner, member), body: { role } });
}

function paramsOf({ family }: Joined, { id }: Joined) {
  return { family_id: family, account_id: id };
}

/** One invite for each role. */
async function makeThree(inviter: Joined): Promise<Record<Role, string>> {
  return {
    owner: (await make(inviter, { role: "owner" })).code,
    admin: (await make(inviter, { role: "admin" })).code,
    member: (await make(inviter, { role: "member" })).code,
  };
}

async function assertHolds(
  { client }: Pick<Awaited<ReturnType<typeof startCircle>>, "client">,
  codes: Record<Role, string>,
  expected: Record<Role, boolean>,
): Promise<void> {
  for (const role of Role.enum) {
    const refusal = await findRefusal(client().previewInvite({ body: { code: codes[role] } }));
    assert.equal(refusal?.code, expected[role] ? undefined : "invite_revoked", role);
  }
}
