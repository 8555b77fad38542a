import assert from "node:assert/strict";
import { type Circle, startCircle } from "../../support/circle.ts";
import { assertRefused } from "../../support/refusal.ts";
import { assertAdminFails } from "../../support/run_admin.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";
import { letIn } from "../../support/family_members.ts";
import { testOnSqlite } from "../../support/test_on_sqlite.ts";

const NEW_PASSWORD = "a garden full of boats";

testOnSqlite(
  "admin reset-password: makes a code for an account in several families",
  async () => {
    await using circle = await startCircle();
    const anna = await circle.join();
    const ben = await circle.join({ email: "ben@example.org", name: "Ben" });
    await letIn(anna, ben);
    const { code: exit, stdout } = await runAdmin(circle, ["reset-password", "BEN@example.org"]);
    assert.equal(exit, 0);
    const code = /^Code for Ben: (\S+)$/m.exec(stdout)![1]!;
    await circle.client().resetPassword({ body: { code, new_password: NEW_PASSWORD } });
    await assertRefused(ben.client.getProfile({}), "invalid_token");
    const { password_reset } = await circle.client().login({
      body: { email: ben.email, password: NEW_PASSWORD },
    });
    assert.equal(password_reset?.by, null);
  },
);

testOnSqlite("admin reset-password: says where the code is used, and until when", async () => {
  await using circle = await startCircle();
  const { email } = await circle.join();
  const reset = async (settings?: Record<string, string>) =>
    (await runAdmin(circle, ["reset-password", email], settings)).stdout.split("\n");
  const named = await reset({ CIRCLE_PUBLIC_URL: "https://circle.example.org" });
  assert.match(named[1]!, /^It works once, until \d{4}-\d{2}-\d{2} \d{2}:\d{2} UTC\./);
  assert.equal(named[2], "On a phone they open https://circle.example.org/reset");
  assert.match(named[3]!, /circle password reset --server https:\/\/circle\.example\.org$/);
  const [, , phone, terminal] = await reset();
  assert.equal(phone, "On a phone they open /reset at the server's address");
  assert.match(terminal!, /circle password reset$/);
});

testOnSqlite(
  "admin reset-password: refuses an email without an account",
  async () => {
    await using circle = await startCircle();
    const { code, stdout, stderr } = await runAdmin(circle, [
      "reset-password",
      "nobody@example.org",
    ]);
    assert.equal(code, 1);
    assert.equal(stdout, "");
    assert.match(stderr, /There is no account with this email\./);
  },
);

testOnSqlite("admin reset-password: refuses where there is no circle, and makes none", async () => {
  await using folder = await makeTempFolder();
  const settings = { CIRCLE_DATA_DIR: `${folder.path}/data` };
  await assertAdminFails(settings, ["reset-password", "anna@example.org"], /There is no circle in/);
  await assert.rejects(Deno.stat(settings.CIRCLE_DATA_DIR), Deno.errors.NotFound);
});

testOnSqlite("deno task admin: prints its usage after a wrong call", async () => {
  await using circle = await startCircle();
  assert.equal((await runAdmin(circle, ["reset-password"])).code, 2);
  assert.equal((await runAdmin(circle, ["reset-pasword", "x"])).code, 2);
  const { code, stdout } = await runAdmin(circle, ["--help"]);
  assert.equal(code, 0);
  assert.match(stdout, /reset-password/);
});

async function runAdmin(
  { dataDir }: Circle,
  args: readonly string[],
  settings: Readonly<Record<string, string>> = {},
) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "-q", "admin", ...args],
    cwd: new URL("../../../", import.meta.url),
    env: { CIRCLE_DATA_DIR: dataDir, ...settings },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}
