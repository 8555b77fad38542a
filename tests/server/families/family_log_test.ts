import assert from "node:assert/strict";
import type { LogEntry } from "../../../shared/contract/families.ts";
import { type Circle, type Joined, startCircle } from "../../support/circle.ts";
import { assertRefused } from "../../support/refusal.ts";
import { addFamilyMember } from "../../support/family_members.ts";

Deno.test("a family's log has every event, with actor and member", async () => {
  await using circle = await startCircle();
  const anna = await circle.join({ name: "Anna" });
  const params = { family_id: anna.family };
  const inOrder = async <T>(act: Promise<T>) => {
    const done = await act;
    circle.advance(1000);
    return done;
  };
  circle.advance(1000);
  await inOrder(anna.client.updateFamily({ params, body: { name: "The Bergs" } }));
  const invite = await inOrder(
    anna.client.createInvite({ params, body: { role: "admin", note: "for Ben" } }),
  );
  const ben = await inOrder(circle.join({ name: "Ben", invite: invite.code }));
  const second = await inOrder(anna.client.createInvite({ params, body: {} }));
  await inOrder(
    ben.client.revokeInvite({ params: { ...params, invite_id: second.id } }),
  );
  const carla = await inOrder(addFamilyMember(circle, anna, { name: "Carla" }));
  const dora = await inOrder(addFamilyMember(circle, anna, { name: "Dora" }));
  const emil = await inOrder(addFamilyMember(circle, anna, { name: "Emil" }));
  await inOrder(setRole(anna, ben, "owner"));
  await inOrder(setRole(anna, ben, "owner")); // changes nothing
  const { code } = await inOrder(
    ben.client.createResetCode({ params: { ...params, account_id: carla.id } }),
  );
  await inOrder(
    circle.client().resetPassword({ body: { code, new_password: "a garden full of boats" } }),
  );
  await inOrder(ben.client.removeMember({ params: { ...params, account_id: carla.id } }));
  await inOrder(dora.client.removeMember({ params: { ...params, account_id: dora.id } }));
  await inOrder(emil.client.deleteProfile({ body: { password: emil.password } }));

  const log = await ben.client.listFamilyLog({ params });
  assert.deepEqual(log.map(describe).reverse(), [
    "Anna created, Anna's family",
    "Anna renamed, The Bergs",
    "Anna invited as admin, for Ben",
    "Ben joined Ben as admin, for Ben",
    "Anna invited as member",
    "Ben invite_revoked as member",
    "Anna invited as member",
    "Carla joined Carla as member",
    "Anna invited as member",
    "Dora joined Dora as member",
    "Anna invited as member",
    "Emil joined Emil as member",
    "Anna role_changed Ben as owner",
    "Ben reset_code_made Carla",
    "Carla password_reset Carla",
    "Ben removed Carla",
    "Dora left Dora",
    "Emil left Emil",
  ]);
  const times = log.map(({ at }) => at);
  assert.deepEqual(times, times.toSorted().reverse());
});

function describe({ by, event, member, role, note }: LogEntry): string {
  const whom = member ? ` ${member.name}` : "";
  return `${by?.name} ${event}${whom}${role ? ` as ${role}` : ""}${note ? `, ${note}` : ""}`;
}

Deno.test("a family's log keeps the names from the time of the event", async () => {
  await using circle = await startCircle();
  const anna = await circle.join({ name: "Anna" });
  const ben = await addFamilyMember(circle, anna, { name: "Ben" });
  await ben.client.updateProfile({ body: { name: "Benjamin" } });
  await ben.client.deleteProfile({ body: { password: ben.password } });
  const log = await readLog(anna);
  assert.deepEqual(log.find(({ event }) => event === "joined")?.by, { id: ben.id, name: "Ben" });
  assert.deepEqual(log[0]?.by, { id: ben.id, name: "Benjamin" });
});

Deno.test("only current members can read a family's log", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const ben = await addFamilyMember(circle, anna);
  assert.deepEqual(await readLog(ben), await readLog(anna));
  await ben.client.removeMember({ params: { family_id: anna.family, account_id: ben.id } });
  await assertRefused(readLog(ben), "not_found");
  await assertRefused(readLog({ ...await circle.join(), family: anna.family }), "not_found");
});

Deno.test("entries of a family's log are never changed or removed", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const ben = await addFamilyMember(circle, anna, { role: "admin" });
  let before = await readEntries(circle);
  const deeds: (() => Promise<unknown>)[] = [
    () => ben.client.updateProfile({ body: { name: "Benjamin" } }),
    () => anna.client.updateFamily({ params: { family_id: anna.family }, body: { name: "Bergs" } }),
    () => setRole(anna, ben, "owner"),
    () => anna.client.removeMember({ params: { family_id: anna.family, account_id: ben.id } }),
    () => ben.client.deleteProfile({ body: { password: ben.password } }),
  ];
  for (const act of deeds) {
    await act();
    const after = await readEntries(circle);
    assert.deepEqual(after.slice(0, before.length), before);
    before = after;
  }
});

function readEntries({ db }: Circle) {
  return db.selectFrom("family_log").selectAll().orderBy("at").orderBy("id").execute();
}

function readLog({ client, family }: Joined) {
  return client.listFamilyLog({ params: { family_id: family } });
}

function setRole(owner: Joined, member: Joined, role: "owner" | "admin" | "member") {
  return owner.client.setMemberRole({
    params: { family_id: owner.family, account_id: member.id },
    body: { role },
  });
}
