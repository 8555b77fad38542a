import assert from "node:assert/strict";
import { startCircle } from "../../support/circle.ts";
import { type Device, makeDevice } from "../../support/device.ts";
import { TINY_PICTURE } from "../../support/tiny_picture.ts";
import { addFamilyMember } from "../../support/family_members.ts";

async function complete(device: Device, ...words: readonly string[]): Promise<string[]> {
  const { code, stdout, stderr } = await device.run(["__complete", ...words]);
  assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
  return stdout.split("\n").filter(Boolean);
}

Deno.test("complete: offers members, ids and accounts, with names beside them", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const anna = await circle.join({ name: "Anna", email: "anna@x.org" });
  await addFamilyMember(circle, anna, { name: "Ben Berg", email: "ben@x.org" });
  await device.logIn(anna, circle.url);
  await device.run(["token", "create", "photo wall"]);
  await device.run(["invite", "create", "--note", "for Cleo"]);
  const members = ["anna@x.org\tAnna", "ben@x.org\tBen Berg"];
  assert.deepEqual(await complete(device, "member", "role", ""), members);
  assert.deepEqual(await complete(device, "member", "role", "Ben"), [members[1]]);
  assert.deepEqual(await complete(device, "member", "role", "be"), [members[1]]);
  assert.deepEqual(await complete(device, "member", "remove", "--yes", "an"), [members[0]]);
  assert.deepEqual(
    (await complete(device, "member", "role", "ben", "")).map((line) => line.split("\t")[0]),
    ["owner", "admin", "member"],
  );
  assert.match((await complete(device, "token", "revoke", ""))[0]!, /^[0-9a-f-]{36}\tphoto wall$/);
  assert.match((await complete(device, "invite", "revoke", ""))[0]!, /^[0-9a-f-]{36}\tfor Cleo$/);
  assert.match((await complete(device, "session", "revoke", ""))[0]!, /^[0-9a-f-]{36}\tcircle/);
  const family = [`${anna.family}\tAnna's family`];
  assert.deepEqual(await complete(device, "family", "use", ""), family);
  assert.deepEqual(await complete(device, "family", "members", "--family", ""), family);
  assert.deepEqual(await complete(device, "auth", "switch", ""), [`anna@x.org\t${circle.url}`]);
  assert.deepEqual(await complete(device, "token", "create", ""), []);
});

Deno.test("complete: offers the newest posts, with their first words beside them", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const anna = await circle.join();
  await device.logIn(anna, circle.url);
  const tell = async (text: string) => {
    const params = { family_id: anna.family };
    return (await anna.client.createPost({ params, body: { text } })).id;
  };
  for (let at = 0; at < 99; at++) await tell(`Earlier ${at}`);
  const old = await tell("Long ago\nthere was a boat");
  const long = await tell("First day at school! She was so brave, and so tall");
  const posts = [
    `${long}\tFirst day at school! She was so brave, …`,
    `${old}\tLong ago…`,
  ];
  for (const command of ["show", "edit", "delete", "comment", "react"]) {
    const offered = await complete(device, "journal", command, "");
    assert.deepEqual(offered.slice(0, 2), posts, command);
    assert.equal(offered.length, 100, "one page, however long the journal is");
  }
  assert.deepEqual(await complete(device, "journal", "edit", "--text", "x", "first d"), [posts[0]]);
  assert.deepEqual(await complete(device, "journal", "show", old.slice(0, -2)), [posts[1]]);
  assert.deepEqual(await complete(device, "journal", "post", ""), []);
  const params = { family_id: anna.family };
  const { id } = await anna.client.createPhoto({ params, body: TINY_PICTURE });
  await anna.client.createPost({ params, body: { photos: [{ id, caption: "Lea" }] } });
  assert.deepEqual(await complete(device, "journal", "photo", ""), [`${id}\tLea`]);
  assert.deepEqual(await complete(device, "journal", "photo", id, ""), []);
});

Deno.test("complete: prints nothing without a login or a server", async () => {
  await using device = await makeDevice();
  for (const server of ["http://127.0.0.1:9", "nonsense://"]) {
    assert.deepEqual(await complete(device, "member", "role", "--server", server, ""), []);
  }
});
