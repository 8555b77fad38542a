import assert from "node:assert/strict";
import { startCircle } from "../../support/circle.ts";
import { makeDevice } from "../../support/device.ts";

Deno.test("token create --scope, list and edit: show scopes, prefix and end of a token", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const anna = await circle.join({ name: "Anna" });
  await device.logIn(anna, circle.url);
  const create = ["token", "create", "photo wall", "--scope", "members:read", "--expires", "10d"];
  const made = await device.run(create);
  assert.equal(made.code, 0, made.stderr);
  const token = made.stdout.trim();

  const sessions = await device.run(["session", "list"]);
  assert.match(sessions.stderr, /^One script token acts for you, too: circle token list$/m);
  const list = await device.run(["token", "list"], { typed: "", columns: 200 });
  assert.match(list.stdout, new RegExp(`photo wall +${token.slice(0, 13)} +members:read`));
  assert.match(list.stdout, /Ends soon: photo wall\. .*circle token edit NAME --expires 90d/);

  const edit = await device.run(["token", "edit", token.slice(0, 13), "--expires", "60d"]);
  assert.equal(edit.code, 0, edit.stderr);
  assert.equal((await device.run(["token", "edit", "photo wall", "--name", "wall"])).code, 0);
  assert.equal((await device.run(["token", "edit", "wall"])).code, 2);
  const json = JSON.parse((await device.run(["token", "list", "--json"])).stdout);
  assert.deepEqual(json[0].scopes, ["members:read"]);
  assert.ok(Date.parse(json[0].expires_at) - Date.now() > 59 * 24 * 60 * 60 * 1000);

  const env = { CIRCLE_TOKEN: token, CIRCLE_SERVER: circle.url };
  const members = await device.run(["family", "members"], { env });
  assert.match(members.stdout, /Anna/);
  assert.doesNotMatch(members.stdout, /@/);
  assert.equal((await device.run(["invite", "list"], { env })).code, 5);
  assert.equal((await device.run([...create, "--scope", "everything"])).code, 2);
});
