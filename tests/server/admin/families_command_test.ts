import assert from "node:assert/strict";
import { disableAccount } from "../../../server/admin/disable_account.ts";
import type { HostedFamily } from "../../../server/admin/list_families.ts";
import { setOwner } from "../../../server/admin/change_family.ts";
import { startCircle } from "../../support/circle.ts";
import { depsOf } from "../../support/deps_of.ts";
import { addFamilyMember } from "../../support/family_members.ts";
import { startHostedCircle } from "../../support/hosted_circle.ts";
import { assertRefused } from "../../support/refusal.ts";
import { assertAdminFails, runAdmin } from "../../support/run_admin.ts";
import { ROOT } from "../../support/source_files.ts";
import { testOnSqlite } from "../../support/test_on_sqlite.ts";

Deno.test("host: gives back an owner that was lost by mistake", async () => {
  await using circle = await startCircle();
  const anna = await circle.join({ name: "Anna" });
  const ben = await addFamilyMember(circle, anna, { name: "Ben", role: "owner" });
  const params = { family_id: anna.family };
  await ben.client.setMemberRole({
    params: { ...params, account_id: anna.id },
    body: { role: "member" },
  });
  await assertRefused(anna.client.updateFamily({ params, body: { name: "Mine" } }), "forbidden");
  const set = { family: "Anna's family", account: anna.email };
  const { earlier_role, family } = await setOwner(depsOf(circle), set);
  assert.equal(earlier_role, "member");
  assert.deepEqual(family.members.map(({ name, role }) => `${name}: ${role}`), [
    "Anna: owner",
    "Ben: owner",
  ]);
  await anna.client.updateFamily({ params, body: { name: "Mine" } });
  await setOwner(depsOf(circle), { ...set, family: anna.family }); // is one already
  const log = await ben.client.listFamilyLog({ params });
  const told = log.filter(({ event }) => event === "owner_set");
  assert.deepEqual(told.map(({ by, member, role }) => [by, member?.name, role]), [
    [null, "Anna", "owner"],
  ]);
});

Deno.test("host: lets an owner who was removed join again, only if that is asked for", async () => {
  await using circle = await startCircle();
  const anna = await circle.join({ name: "Anna" });
  const ben = await addFamilyMember(circle, anna, { name: "Ben", role: "owner" });
  const params = { family_id: anna.family };
  await ben.client.removeMember({ params: { ...params, account_id: anna.id } });
  const deps = depsOf(circle);
  const set = { family: anna.family, account: anna.id };
  await assert.rejects(setOwner(deps, set), /^Error: Anna is not in Anna's family\. .* --join\.$/);
  assert.equal((await setOwner(deps, { ...set, joins: true })).earlier_role, null);
  assert.equal((await anna.client.getFamily({ params })).role, "owner");
  await disableAccount(deps, anna.id);
  await assert.rejects(setOwner(deps, set), /^Error: Anna is disabled\. First run .*\.$/);
});

Deno.test("admin families: lists, shows, and sets an owner", async () => {
  await using circle = await startHostedCircle();
  const { anna, settings } = circle;
  const admin = async (...args: string[]) => {
    const { code, stdout, stderr } = await runAdmin(settings, ["families", ...args]);
    assert.deepEqual([code, stderr], [0, ""]);
    return stdout;
  };
  const name = `${anna.name}'s family`;
  const [titles, line] = (await admin("list")).split("\n");
  assert.match(titles!, /^NAME +MEMBERS +OWNERS$/);
  assert.equal(line, `${name}  2        ${anna.name} <${anna.email}>`);
  const shown: HostedFamily = JSON.parse(await admin("show", name, "--json"));
  assert.deepEqual([shown.id, shown.people, shown.posts, shown.photos], [anna.family, 22, 1, 1]);
  const ben = shown.members.find(({ name }) => name === "Ben")!;
  assert.match(await admin("show", anna.family), /^ +Ben <\S+>, member$|^Members +Ben <\S+>, /m);
  assert.equal(
    await admin("set-owner", name, ben.email),
    `Ben (${ben.email}) is an owner of ${name} now, which has 2 owners.\n` +
      "The family reads of it in its log.\n",
  );
  assert.equal(await admin("set-owner", name, ben.id), `Ben is an owner of ${name} already.\n`);
});

testOnSqlite("admin families: says what is wrong", async () => {
  await using circle = await startHostedCircle();
  const { anna, settings } = circle;
  await anna.client.createFamily({ body: { name: "Twice" } });
  const { id } = await anna.client.createFamily({ body: { name: "Twice" } });
  const { code } = await anna.client.createFamily({ body: { name: "Gone" } })
    .then((gone) => circle.server.call("DELETE", `/families/${gone.id}`, { token: anna.token }))
    .then(() => runAdmin(settings, ["families", "show", id]));
  assert.equal(code, 0);
  await assertAdminFails(settings, ["families", "show", "Twice"], /^Several families .* its id/);
  await assertAdminFails(settings, ["families", "show", "Gone"], /^There is no family with/);
  const nobody = ["families", "set-owner", id, "nobody@example.org"];
  await assertAdminFails(settings, nobody, /^There is no account with this email\./);
  assert.equal((await runAdmin(settings, ["families", "set-owner", id])).code, 2);
});

testOnSqlite("docs/operations.md: its commands about families work", async () => {
  await using circle = await startHostedCircle();
  const { anna, settings } = circle;
  const params = { family_id: anna.family };
  await anna.client.updateFamily({ params, body: { name: "The Bergs" } });
  const manual = await Deno.readTextFile(`${ROOT}/docs/operations.md`);
  const [, block] = /^## Families\n.*?^```sh\n(.*?)^```$/ms.exec(manual) ?? [];
  for (const line of block!.trimEnd().split("\n")) {
    const [, command] = /^circle-admin (.*)$/.exec(line)!;
    const args = [...command!.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, word]) =>
      (quoted ?? word)!.replace("anna@example.org", anna.email)
    );
    assert.equal((await runAdmin(settings, args)).code, 0, line);
  }
});
