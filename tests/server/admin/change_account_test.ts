import assert from "node:assert/strict";
import { endAccountSessions, setAccountEmail } from "../../../server/admin/change_account.ts";
import { deleteHostedAccount } from "../../../server/admin/delete_account.ts";
import { disableAccount } from "../../../server/admin/disable_account.ts";
import type { HostedAccount } from "../../../server/admin/list_accounts.ts";
import { resetAccountPassword } from "../../../server/admin/reset_account_password.ts";
import { type Circle, type Joined, startCircle } from "../../support/circle.ts";
import { depsOf } from "../../support/deps_of.ts";
import { addFamilyMember } from "../../support/family_members.ts";
import { startHostedCircle } from "../../support/hosted_circle.ts";
import { assertRefused } from "../../support/refusal.ts";
import { assertAdminFails, runAdmin } from "../../support/run_admin.ts";
import { signInVisitor } from "../web/page_world.ts";

Deno.test("host: ends the sessions of an account, and nothing else", async () => {
  await using circle = await startCircle();
  const { ben } = await startFamily(circle);
  const { token } = await ben.client.createToken({ body: { name: "wall" } });
  const phone = await signInVisitor(circle, ben);
  const { ended_sessions, account } = await endAccountSessions(depsOf(circle), ben.email);
  assert.deepEqual([ended_sessions, account.sessions, account.script_tokens], [2, 0, 1]);
  await assertRefused(ben.client.getProfile({}), "invalid_token");
  await assertRefused(
    circle.client().refresh({ body: { refresh_token: ben.refreshToken } }),
    "invalid_token",
  );
  assert.equal((await phone.open("/account")).status, 401);
  await circle.client(token).getProfile({});
  await circle.client().login({ body: { email: ben.email, password: ben.password } });
});

Deno.test("host: gives an account another email, of which its families read", async () => {
  await using circle = await startCircle();
  const { anna, ben } = await startFamily(circle);
  const deps = depsOf(circle);
  const spelled = `  ${ben.email.toUpperCase()}`.trim();
  await setAccountEmail(deps, ben.id, spelled); // the same one: nothing to tell
  const account = await setAccountEmail(deps, ben.email, "benjamin@example.org");
  assert.equal(account.email, "benjamin@example.org");
  await ben.client.getProfile({});
  const { password } = ben;
  await circle.client().login({ body: { email: "benjamin@example.org", password } });
  await assertRefused(
    circle.client().login({ body: { email: ben.email, password } }),
    "wrong_credentials",
  );
  const log = await anna.client.listFamilyLog({ params: { family_id: anna.family } });
  const told = log.filter(({ event }) => event === "email_set");
  assert.deepEqual(told.map(({ by, member, note }) => [by, member?.name, note]), [
    [null, "Ben", null],
  ]);
  for (const email of ["benjamin", "b en@example.org", "аnna@example.org"]) {
    await assert.rejects(setAccountEmail(deps, ben.id, email), /email.*Nothing was changed\.$/i);
  }
});

Deno.test("host: deletes an account as its own person does", async () => {
  await using circle = await startCircle();
  const { anna, ben } = await startFamily(circle);
  const params = { family_id: anna.family };
  await ben.client.createPost({ params, body: { text: "I was here" } });
  await ben.client.createFamily({ body: { name: "Ben alone" } });
  const deps = depsOf(circle);
  await assert.rejects(
    deleteHostedAccount(deps, ben.email),
    /deletes the account of Ben \(.*\), and all of Ben alone, which .* add --yes\.$/,
  );
  await assert.rejects(
    deleteHostedAccount(deps, ben.email),
    /What it has written stays under its name, .*; its entry among the people stays, .*--forget/,
  );
  await assert.rejects(
    deleteHostedAccount(deps, ben.email, { forget: true, erasesJournal: true }),
    /What it has written is erased; its entry among the people is erased too\. There is no way back/,
  );
  await ben.client.getProfile({});
  const { deleted_families } = await deleteHostedAccount(deps, ben.email, { isSure: true });
  assert.deepEqual(deleted_families.map(({ name }) => name), ["Ben alone"]);
  await assertRefused(ben.client.getProfile({}), "invalid_token");
  assert.equal((await anna.client.listMembers({ params })).length, 1);
  const [post] = await anna.client.listPosts({ params });
  assert.deepEqual([post?.text, post?.author.name], ["I was here", "Ben"]);
  const [entry] = await anna.client.listFamilyLog({ params });
  assert.deepEqual([entry?.event, entry?.by, entry?.member?.name], [
    "account_deleted",
    null,
    "Ben",
  ]);
  await circle.join({ email: ben.email });
});

Deno.test("host: deletes what an account has left, where that is asked for", async () => {
  await using circle = await startCircle();
  const { anna, ben } = await startFamily(circle);
  const params = { family_id: anna.family };
  await ben.client.createPost({ params, body: { text: "I was here" } });
  await disableAccount(depsOf(circle), ben.id);
  await deleteHostedAccount(depsOf(circle), ben.id, {
    isSure: true,
    forget: true,
    erasesJournal: true,
  });
  assert.deepEqual(await anna.client.listPosts({ params }), []);
  const people = await anna.client.listPeople({ params });
  assert.deepEqual(people.map(({ name }) => name), ["Anna"]);
  const log = JSON.stringify(await anna.client.listFamilyLog({ params }));
  assert.doesNotMatch(log, /Ben/);
});

Deno.test("host: deletes no last owner, and says what to do first", async () => {
  await using circle = await startCircle();
  const { anna } = await startFamily(circle);
  await assert.rejects(
    deleteHostedAccount(depsOf(circle), anna.id, { isSure: true }),
    /^Error: Anna is the last owner of: Anna's family\. .*families set-owner FAMILY EMAIL\.$/,
  );
  await anna.client.getProfile({});
});

Deno.test("host: makes a reset code, but none for a disabled account", async () => {
  await using circle = await startCircle();
  const { ben } = await startFamily(circle);
  const deps = depsOf(circle);
  const { code, account_id } = await resetAccountPassword(deps, ben.email);
  assert.equal(account_id, ben.id);
  const body = { code, new_password: "a garden full of boats" };
  await circle.client().resetPassword({ body });
  await disableAccount(deps, ben.id);
  await assert.rejects(resetAccountPassword(deps, ben.id), /disabled\. First run .* enable .*\.$/);
});

Deno.test("admin accounts: what is changed is said, as words and as JSON", async () => {
  await using circle = await startHostedCircle();
  const { anna, settings } = circle;
  const admin = async (...args: string[]) => {
    const { code, stdout, stderr } = await runAdmin(settings, ["accounts", ...args]);
    assert.deepEqual([code, stderr], [0, ""]);
    return stdout;
  };
  assert.equal(
    await admin("end-sessions", anna.id),
    "Änna O'Berg is logged out: 1 session ended.\n1 script token and 1 feed still work. " +
      "To end them too, disable the account, and enable it again.\n",
  );
  assert.match(await admin("set-email", anna.id, "anna@example.org"), /with anna@example\.org now/);
  const reset = JSON.parse(await admin("reset-password", "anna@example.org", "--json"));
  assert.deepEqual(Object.keys(reset), ["account_id", "name", "code", "expires_at"]);
  const all: HostedAccount[] = JSON.parse(await admin("list", "--json"));
  const ben = all.find(({ name }) => name === "Ben")!;
  await assertAdminFails(
    settings,
    ["accounts", "set-email", ben.id, "ANNA@example.org"],
    /^Another account has this email\. Nothing was changed\.$/m,
  );
  const deleted = JSON.parse(await admin("delete", ben.id, "--yes", "--json"));
  assert.deepEqual([deleted.account.name, deleted.deleted_families], ["Ben", []]);
  assert.match(await admin("delete", anna.id, "--yes"), /since nobody else was in it: Änna/);
  assert.equal(await admin("list"), "none\n");
});

async function startFamily(circle: Circle): Promise<{ anna: Joined; ben: Joined }> {
  const anna = await circle.join({ name: "Anna" });
  return { anna, ben: await addFamilyMember(circle, anna, { name: "Ben" }) };
}
