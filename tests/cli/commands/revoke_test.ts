import assert from "node:assert/strict";
import { startCircle } from "../../support/circle.ts";
import { makeDevice } from "../../support/device.ts";
import { assertRefused } from "../../support/refusal.ts";

Deno.test("session revoke: logs out only the named device", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  await using lost = await makeDevice();
  const anna = await circle.join();
  await device.logIn(anna, circle.url);
  await lost.logIn(anna, circle.url);
  const { stdout } = await device.run(["session", "list", "--json"]);
  const ids: string[] = JSON.parse(stdout).map(({ id }: { id: string }) => id);
  const [newest] = ids.sort().toReversed();
  const unclear = await device.run(["session", "revoke", "0"]);
  assert.equal(unclear.code, 2);
  for (const id of ids) assert.ok(unclear.stderr.includes(id), unclear.stderr);
  const { code, stderr } = await device.run(["session", "revoke", newest!]);
  assert.equal(code, 0);
  assert.match(stderr, /^The session of .+ has ended\.\n$/);
  assert.equal((await lost.run(["whoami"])).code, 4);
  assert.equal((await device.run(["whoami"])).code, 0);
});

Deno.test("token revoke: ends only the named script token", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const anna = await circle.join();
  await device.logIn(anna, circle.url);
  const tokens = ["photo wall", "calendar"].map(async (name) =>
    (await anna.client.createToken({ body: { name } })).token
  );
  const [photos, calendar] = await Promise.all(tokens);
  const { code, stderr } = await device.run(["token", "revoke", "Photo"]);
  assert.deepEqual({ code, stderr }, { code: 0, stderr: "The token photo wall is revoked.\n" });
  await assertRefused(circle.client(photos).getProfile({}), "invalid_token");
  assert.equal((await circle.client(calendar).getProfile({})).id, anna.id);
  assert.equal((await device.run(["token", "revoke", "photo"])).code, 6);
});

Deno.test("invite revoke: revokes an invite by the beginning of its id", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const anna = await circle.join();
  await device.logIn(anna, circle.url);
  const { id, code } = await anna.client.createInvite({
    params: { family_id: anna.family },
    body: {},
  });
  assert.equal((await device.run(["invite", "show", code])).code, 0);
  const revoked = await device.run(["invite", "revoke", id.slice(0, 13)]);
  assert.deepEqual(
    { code: revoked.code, stderr: revoked.stderr },
    { code: 0, stderr: "Invite revoked.\n" },
  );
  await assertRefused(circle.client().previewInvite({ body: { code } }), "invite_revoked");
});

Deno.test("revoke: scripts may pass --yes as to other commands, though nothing is asked", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const anna = await circle.join();
  await device.logIn(anna, circle.url);
  await anna.client.createToken({ body: { name: "wall" } });
  await anna.client.createFeed({ params: { family_id: anna.family }, body: { name: "phone" } });
  const invite = await anna.client.createInvite({ params: { family_id: anna.family }, body: {} });
  const [session] = await anna.client.listSessions({});
  const named = { token: "wall", feed: "phone", invite: invite.id, session: session!.id };
  for (const [kind, name] of Object.entries(named)) {
    const { code, stderr } = await device.run([kind, "revoke", name, "--yes"]);
    assert.equal(code, 0, stderr);
  }
});

Deno.test("invite create: makes the invite that its options describe", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  await device.logIn(await circle.join(), circle.url);
  const create = (...args: string[]) => device.run(["invite", "create", ...args]);
  const options = ["--role", "admin", "--expires", "2w", "--uses", "3", "--note", "for Ben"];
  const { role, max_uses, note, created_at, expires_at } = JSON.parse(
    (await create(...options, "--json")).stdout,
  );
  assert.deepEqual({ role, max_uses, note }, { role: "admin", max_uses: 3, note: "for Ben" });
  assert.equal(Date.parse(expires_at) - Date.parse(created_at), 14 * 24 * 3600_000);
  const { stdout, stderr } = await create("--qr");
  assert.match(stdout, /^[\w-]+\n$/, "more than the code would reach a file");
  assert.match(stderr, /\n[ ▀▄█]{20,}\n/);
  for (const wrong of [["--expires", "soon"], ["--uses", "0"], ["--role", "king"]]) {
    const { code, stderr } = await create(...wrong);
    assert.equal(code, 2);
    assert.match(stderr, new RegExp(`^circle: .*${wrong[0]}`));
  }
});
