import assert from "node:assert/strict";
import { textWidth } from "../../../cli/terminal/text_width.ts";
import { startCircle } from "../../support/circle.ts";
import { makeDevice } from "../../support/device.ts";
import { addFamilyMember } from "../../support/family_members.ts";

const NEW_PASSWORD = "a new boat for grandmother";

Deno.test("member remove: removes the named member after a yes", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const anna = await circle.join();
  const ben = await addFamilyMember(circle, anna, { name: "Ben", email: "ben@example.org" });
  const eve = await addFamilyMember(circle, anna, { name: "Eve", email: "eve@example.org" });
  await device.logIn(anna, circle.url);
  assert.equal((await device.run(["member", "remove", "ben"])).code, 2);
  assert.equal((await ben.client.listFamilies({})).length, 1);
  const { code, stderr } = await device.run(["member", "remove", "ben@", "--yes"]);
  assert.deepEqual({ code, stderr }, { code: 0, stderr: "Ben is no longer in Anna's family.\n" });
  assert.deepEqual(await ben.client.listFamilies({}), []);
  assert.equal((await eve.client.listFamilies({})).length, 1);
});

Deno.test("member remove: lists the open invites, and revokes them on request", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const anna = await circle.join();
  const params = { family_id: anna.family };
  const add = (name: string) =>
    addFamilyMember(circle, anna, { name, email: `${name}@example.org` });
  const [ben, carla, dora] = [await add("ben"), await add("carla"), await add("dora")];
  const invite = await anna.client.createInvite({ params, body: { max_uses: 9, note: "for all" } });
  const listOpen = async () => (await anna.client.listInvites({ params })).map(({ id }) => id);
  await device.logIn(anna, circle.url);

  const quiet = await device.run(["member", "remove", ben.email, "--yes"]);
  assert.match(quiet.stderr, new RegExp(`^${invite.id} +member +0 of 9 .* for all$`, "m"));
  assert.match(quiet.stderr, /To revoke one: circle invite revoke ID\n$/);
  assert.deepEqual(await listOpen(), [invite.id]);

  const refused = await device.run(["member", "remove", carla.email], { typed: "yes\nno\n" });
  assert.equal(refused.code, 0, refused.stderr);
  assert.match(refused.stderr, /Revoke all of these invites\? \(yes or no\)/);
  assert.deepEqual(await listOpen(), [invite.id]);

  const asked = ["member", "remove", dora.email, "--revoke-invites", "--yes"];
  assert.match((await device.run(asked)).stderr, /Invite revoked\.\n$/);
  assert.deepEqual(await listOpen(), []);
});

Deno.test("member remove: the list of open invites fits 80 columns, with ids to revoke by", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const anna = await circle.join();
  const params = { family_id: anna.family };
  const ben = await addFamilyMember(circle, anna, { name: "Ben", email: "ben@example.org" });
  const note = "for the cousins from the other side of the mountains, whom nobody has met";
  for (const role of ["member", "admin"] as const) {
    await anna.client.createInvite({ params, body: { role, note, max_uses: 20 } });
  }
  await device.logIn(anna, circle.url);
  const typed = { typed: "yes\nno\n", columns: 80 };
  const { stderr } = await device.run(["member", "remove", ben.email], typed);
  const lines = stderr.split("\n");
  assert.ok(lines.every((line) => textWidth(line) <= 80), stderr);
  const ids = lines.flatMap((line) => /^([\da-f-]{8,}) +(member|admin) /.exec(line)?.[1] ?? []);
  assert.equal(ids.length, 2, stderr);
  for (const id of ids) {
    const { code, stderr } = await device.run(["invite", "revoke", id]);
    assert.equal(code, 0, stderr);
  }
});

Deno.test("member role: refuses a name that two members share", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const anna = await circle.join();
  const twins = [
    await addFamilyMember(circle, anna, { name: "Ben", email: "ben.berg@example.org" }),
    await addFamilyMember(circle, anna, { name: "Ben", email: "ben.holm@example.org" }),
  ];
  await device.logIn(anna, circle.url);
  const { code, stderr } = await device.run(["member", "role", "Ben", "admin"]);
  assert.equal(code, 2);
  assert.match(stderr, /More than one member is called that\. Which one\?/);
  for (const { email } of twins) assert.ok(stderr.includes(`Ben <${email}>`), stderr);
  assert.equal((await device.run(["member", "role", "ben.holm", "admin"])).code, 0);
  const roles = await Promise.all(
    twins.map(async ({ client }) => (await client.listFamilies({}))[0]!.role),
  );
  assert.deepEqual(roles, ["member", "admin"]);
});

Deno.test("member reset: a member sets a new password with an owner's code", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  await using bens = await makeDevice();
  const anna = await circle.join();
  const ben = await addFamilyMember(circle, anna, { name: "Ben", email: "ben@example.org" });
  await device.logIn(anna, circle.url);
  assert.equal((await device.run(["member", "reset", "ben"])).code, 2);
  const made = await device.run(["member", "reset", "ben", "--yes", "--json"]);
  assert.equal(made.code, 0);
  const { code } = JSON.parse(made.stdout);
  const reset = ["password", "reset", "--server", circle.url, "--code", code.toLowerCase()];
  const done = await bens.run([...reset, "--password-stdin"], { input: `${NEW_PASSWORD}\n` });
  assert.equal(done.code, 0, done.stderr);
  assert.match(done.stderr, /Your password is set, and every device is logged out\./);
  await bens.logIn({ email: ben.email, password: NEW_PASSWORD }, circle.url);
  const again = await bens.run([...reset, "--password-stdin"], { input: `${NEW_PASSWORD}\n` });
  assert.notEqual(again.code, 0);
});

Deno.test("member role owner: explains the role, and needs a yes", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const anna = await circle.join({ name: "Anna" });
  const ben = await addFamilyMember(circle, anna, { name: "Ben" });
  await device.logIn(anna, circle.url);
  const roleOf = async () => (await ben.client.listFamilies({}))[0]!.role;
  const unasked = await device.run(["member", "role", "ben", "owner"]);
  assert.equal(unasked.code, 2);
  assert.match(unasked.stderr, /^circle: --yes is missing/);
  const refused = await device.run(["member", "role", "ben", "owner"], {
    typed: "no\n",
    columns: 200,
  });
  assert.equal(refused.code, 7);
  assert.match(
    refused.stderr,
    /^Make Ben an owner of Anna's family\? An owner may do everything: also remove you, and delete the family\. \(yes or no\) /,
  );
  assert.equal(await roleOf(), "member");
  assert.equal((await device.run(["member", "role", "ben", "admin"])).code, 0);
  assert.equal((await device.run(["member", "role", "ben", "owner"], { typed: "y\n" })).code, 0);
  assert.equal(await roleOf(), "owner");
  assert.equal((await device.run(["member", "role", "ben", "member"])).code, 0);
  assert.equal((await device.run(["member", "role", "ben", "owner", "--yes"])).code, 0);
});
