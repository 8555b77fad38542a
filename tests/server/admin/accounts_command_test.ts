import assert from "node:assert/strict";
import { startHostedCircle } from "../../support/hosted_circle.ts";
import { assertRefused } from "../../support/refusal.ts";
import { assertAdminFails, runAdmin } from "../../support/run_admin.ts";
import { ROOT } from "../../support/source_files.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";
import { testOnSqlite } from "../../support/test_on_sqlite.ts";

Deno.test("admin accounts: lists, shows, disables and enables, while the server runs", async () => {
  await using circle = await startHostedCircle();
  const { anna, settings, server } = circle;
  const admin = async (...args: string[]) => {
    const { code, stdout, stderr } = await runAdmin(settings, ["accounts", ...args]);
    assert.deepEqual([code, stderr], [0, ""]);
    return stdout;
  };
  const [first, second] = (await admin("list")).split("\n");
  assert.match(first!, /^EMAIL +NAME +LAST USED +FAMILIES$/);
  assert.match(second!, /^\S+@example\.org +(Ben|Änna O'Berg) +today +Änna O'Berg's family \(/);
  const all = JSON.parse(await admin("list", "--json"));
  assert.deepEqual(all.map(({ name }: { name: string }) => name).sort(), ["Ben", "Änna O'Berg"]);
  const shown = JSON.parse(await admin("show", anna.email.toUpperCase(), "--json"));
  assert.deepEqual(Object.keys(shown), [
    ...["id", "email", "name", "created_at", "disabled_at", "last_used_at"],
    ...["sessions", "script_tokens", "feeds", "passkeys", "families"],
  ]);
  const { sessions, script_tokens, feeds, passkeys } = shown;
  assert.deepEqual([sessions, script_tokens, feeds, passkeys], [1, 1, 1, 0]);
  assert.match(await admin("show", anna.id), /^State +enabled$/m);

  const lines = (await admin("disable", anna.id)).split("\n");
  assert.equal(lines[0], `The account of ${anna.name} (${anna.email}) is disabled.`);
  assert.equal(lines[1], "Ended: 1 session, 1 script token, 1 feed, 1 invite, 1 reset code.");
  assert.equal(lines[2], `Nobody else is an owner of ${anna.name}'s family. Make somebody one:`);
  assert.match(lines[3]!, new RegExp(`families set-owner ${anna.family} EMAIL$`));
  await assertRefused(anna.client.getProfile({}), "invalid_token");
  const { email, password } = anna;
  const logIn = () => server.client().login({ body: { email, password } });
  await assertRefused(logIn(), "wrong_credentials");
  assert.match(await admin("show", anna.id), /^State +disabled since \d{4}-.* UTC$/m);
  const disabled = JSON.parse(await admin("list", "--disabled", "--json"));
  assert.deepEqual(disabled.map(({ id }: { id: string }) => id), [anna.id]);
  await assertAdminFails(settings, ["reset-password", email], /account is disabled.* enable /);

  assert.match(await admin("enable", email), /can log in, with the password/);
  await logIn();
});

testOnSqlite("admin accounts: says what is wrong", async () => {
  await using circle = await startHostedCircle();
  const { settings } = circle;
  for (const verb of ["show", "disable", "enable"]) {
    await assertAdminFails(
      settings,
      ["accounts", verb, "nobody@example.org"],
      /There is no account with this email\./,
    );
    await assertAdminFails(settings, ["accounts", verb, "nobody"], /no account with this id\./);
    assert.equal((await runAdmin(settings, ["accounts", verb])).code, 2);
  }
  assert.equal((await runAdmin(settings, ["accounts", "remove", "x"])).code, 2);
  assert.equal((await runAdmin(settings, ["accounts"])).code, 2);
  const help = await runAdmin(settings, ["accounts", "disable", "--help"]);
  assert.equal(help.code, 0);
  assert.match(help.stdout, /--json[^]*--env-file/);
});

testOnSqlite("admin accounts: refuses where there is no circle, and makes none", async () => {
  await using folder = await makeTempFolder();
  const settings = { CIRCLE_DATA_DIR: `${folder.path}/data` };
  for (const args of [["list"], ["show", "a@b.org"], ["disable", "a@b.org"]]) {
    await assertAdminFails(settings, ["accounts", ...args], /There is no circle in/);
  }
  await assert.rejects(Deno.stat(settings.CIRCLE_DATA_DIR), Deno.errors.NotFound);
});

testOnSqlite("docs/operations.md: its commands about accounts work", async () => {
  await using circle = await startHostedCircle();
  await circle.server.call("DELETE", `/families/${circle.anna.family}`, {
    token: circle.anna.token,
  }); // she is its last owner
  const manual = await Deno.readTextFile(`${ROOT}/docs/operations.md`);
  const [, block] = /^## Accounts of people\n.*?^```sh\n(.*?)^```$/ms.exec(manual) ?? [];
  for (const line of block!.trimEnd().split("\n")) {
    const [, command] = /^circle-admin (.*)$/.exec(line)!;
    const args = command!.replaceAll("anna@example.org", circle.anna.email).split(" ");
    assert.equal((await runAdmin(circle.settings, args)).code, 0, line);
  }
});
