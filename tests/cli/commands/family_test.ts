import assert from "node:assert/strict";
import { disableAccount } from "../../../server/admin/disable_account.ts";
import { startCircle } from "../../support/circle.ts";
import { depsOf } from "../../support/deps_of.ts";
import { makeDevice } from "../../support/device.ts";
import { addFamilyMember, letIn } from "../../support/family_members.ts";

Deno.test("family leave: leaves the family after a yes", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const ben = await addFamilyMember(circle, await circle.join());
  await device.logIn(ben, circle.url);
  const unsure = await device.run(["family", "leave"]);
  assert.equal(unsure.code, 2);
  assert.match(unsure.stderr, /^circle: --yes is missing/);
  assert.equal((await ben.client.listFamilies({})).length, 1);
  const { code, stderr } = await device.run(["family", "leave", "--yes"]);
  assert.deepEqual({ code, stderr }, { code: 0, stderr: "You have left Anna's family.\n" });
  assert.deepEqual(await ben.client.listFamilies({}), []);
  const nowhere = await device.run(["family", "members"]);
  assert.equal(nowhere.code, 6);
  assert.match(nowhere.stderr, /You are in no family\. Make one with circle family create/);
});

Deno.test("family members: marks those whose account the host has disabled", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const anna = await circle.join({ name: "Anna" });
  const ben = await addFamilyMember(circle, anna, { name: "Ben", role: "owner" });
  await device.logIn(anna, circle.url);
  await disableAccount(depsOf(circle), ben.id);
  const { stdout } = await device.run(["family", "members"]);
  assert.match(stdout, /^Ben +\S+ +owner \(disabled\) +/m);
  assert.match(stdout, /^Anna +\S+ +owner +\d/m);
});

Deno.test("family delete: deletes the family for all its members", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const anna = await circle.join();
  const ben = await addFamilyMember(circle, anna);
  await device.logIn(anna, circle.url);
  assert.equal((await device.run(["family", "delete"])).code, 2);
  assert.equal((await ben.client.listFamilies({})).length, 1);
  const { code, stderr } = await device.run(["family", "delete", "--yes"]);
  assert.deepEqual({ code, stderr }, { code: 0, stderr: "Anna's family is deleted.\n" });
  assert.deepEqual(await ben.client.listFamilies({}), []);
});

Deno.test("family: one of several must be named or chosen", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const anna = await circle.join({ name: "Anna" });
  const eve = await circle.join({ name: "Eve" });
  await letIn(anna, eve);
  await device.logIn(eve, circle.url);
  const namesOf = async (...args: string[]) => {
    const { stdout } = await device.run(["family", "members", "--json", ...args]);
    return JSON.parse(stdout).map(({ name }: { name: string }) => name).sort();
  };
  const open = await device.run(["family", "members"]);
  assert.equal(open.code, 2);
  assert.match(open.stderr, /say which with --family[^]*\n {2}Anna's family/);
  assert.deepEqual(await namesOf("--family", "anna"), ["Anna", "Eve"]);
  assert.equal((await device.run(["family", "use", "eve's"])).code, 0);
  assert.deepEqual(await namesOf(), ["Eve"]);
  assert.deepEqual(await namesOf("--family", anna.family), ["Anna", "Eve"]);
  const unknown = await device.run(["family", "members", "--family", "The Bergs"]);
  assert.equal(unknown.code, 6);
  assert.match(unknown.stderr, /There is no family of yours called that\. There is:\n {2}/);
});

Deno.test("family use: is not saved for a script token", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const anna = await circle.join();
  const { token } = await anna.client.createToken({ body: { name: "script" } });
  const env = { CIRCLE_TOKEN: token, CIRCLE_SERVER: circle.url };
  const { code, stderr } = await device.run(["family", "use", "anna"], { env });
  assert.equal(code, 2);
  assert.match(stderr, /Set CIRCLE_FAMILY instead\.\n$/);
});

Deno.test("family use: marks the chosen family, and --none clears the choice", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const anna = await circle.join({ name: "Anna" });
  await anna.client.createFamily({ body: { name: "The Holms" } });
  await device.logIn(anna, circle.url);
  const marked = /^ +FAMILY +ROLE +ID\n {3}Anna's family .*\n\* {2}The Holms /m;
  for (const args of [["whoami"], ["family", "list"]]) {
    assert.doesNotMatch((await device.run(args)).stdout, /\*/);
  }
  await device.run(["family", "use", "the holms"]);
  for (const args of [["whoami"], ["family", "list"]]) {
    assert.match((await device.run(args)).stdout, marked);
  }
  assert.match((await device.run(["auth", "status"])).stdout, /^Family +The Holms$/m);
  const none = await device.run(["family", "use", "--none"]);
  assert.deepEqual(none, { code: 0, stdout: "", stderr: "No family is chosen now.\n" });
  assert.doesNotMatch((await device.run(["whoami"])).stdout, /\*/);
  assert.equal((await device.run(["family", "log"])).code, 2);
  assert.equal((await device.run(["family", "use"])).code, 2);
  assert.equal((await device.run(["family", "use", "anna", "--none"])).code, 2);
});

for (const args of [["family", "members"], ["family", "log"], ["whoami"], ["auth", "status"]]) {
  Deno.test(`circle ${args.join(" ")}: drops a chosen family that is gone`, async () => {
    await using circle = await startCircle();
    await using device = await makeDevice();
    const anna = await circle.join({ name: "Anna" });
    const ben = await circle.join({ name: "Ben" });
    await letIn(anna, ben);
    await device.logIn(ben, circle.url);
    await device.run(["family", "use", "anna"]);
    await anna.client.removeMember({ params: { family_id: anna.family, account_id: ben.id } });
    const { code, stderr } = await device.run(args);
    assert.deepEqual({ code, stderr }, {
      code: 0,
      stderr:
        "You are no longer in the family that circle family use chose. No family is chosen now.\n",
    });
    assert.equal((await device.run(args)).stderr, "");
  });
}
