import assert from "node:assert/strict";
import { listAudit } from "../../../server/admin/audit.ts";
import { endAccountSessions, setAccountEmail } from "../../../server/admin/change_account.ts";
import { createHostedFamily, setOwner } from "../../../server/admin/change_family.ts";
import { deleteHostedAccount } from "../../../server/admin/delete_account.ts";
import { disableAccount, enableAccount } from "../../../server/admin/disable_account.ts";
import { resetAccountPassword } from "../../../server/admin/reset_account_password.ts";
import { startCircle } from "../../support/circle.ts";
import { depsOf } from "../../support/deps_of.ts";
import { addFamilyMember } from "../../support/family_members.ts";
import { startHostedCircle, startHostedProcess } from "../../support/hosted_circle.ts";
import { runAdmin } from "../../support/run_admin.ts";
import { testOnSqlite } from "../../support/test_on_sqlite.ts";

Deno.test("audit: has every change with its target, and nothing secret", async () => {
  await using circle = await startCircle();
  const anna = await circle.join({ name: "Anna" });
  const ben = await addFamilyMember(circle, anna, { name: "Ben" });
  const deps = { ...depsOf(circle), operator: "root" };
  const family = { id: anna.family, name: "Anna's family" };
  const changes = {
    "accounts disable": () => disableAccount(deps, ben.email),
    "accounts enable": () => enableAccount(deps, ben.email),
    "accounts reset-password": () => resetAccountPassword(deps, ben.email),
    "accounts end-sessions": () => endAccountSessions(deps, ben.email),
    "accounts set-email": () => setAccountEmail(deps, ben.id, "benjamin@example.org"),
    "families set-owner": () => setOwner(deps, { family: family.id, account: ben.id }),
    "families create": () => createHostedFamily(deps, { name: "New", owner: anna.email }),
    "accounts delete": () => deleteHostedAccount(deps, ben.id, { isSure: true }),
  };
  const said: string[] = [];
  for (const change of Object.values(changes)) said.push(JSON.stringify(await change()));
  const entries = (await listAudit(circle.db, 100)).toReversed();
  assert.deepEqual(entries.map(({ command }) => command).toSorted(), Object.keys(changes).sort());
  assert.deepEqual(new Set(entries.map(({ operator }) => operator)), new Set(["root"]));
  const owners = new Map(entries.map(({ command, owner_id }) => [command, owner_id]));
  assert.equal(owners.get("families set-owner"), ben.id);
  assert.equal(owners.get("families create"), anna.id);
  assert.equal(owners.get("accounts disable"), null);
  const targets = new Map(entries.map(({ command, target_id }) => [command, target_id]));
  assert.equal(targets.get("accounts delete"), ben.id);
  assert.equal(targets.get("families set-owner"), anna.family);
  const rows = JSON.stringify(await circle.db.selectFrom("admin_audit").selectAll().execute());
  const { code } = JSON.parse(said[2]!);
  for (const secret of [code, ben.email, "benjamin@example.org"]) {
    assert.ok(!rows.includes(secret), secret);
  }
  const [deleted] = await listAudit(circle.db, 1);
  assert.deepEqual([deleted?.target_name, deleted?.former_name], [null, "Ben"]);
  assert.equal((await listAudit(circle.db, 2)).length, 2);
});

Deno.test("audit: a change that fails is not in it", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const deps = depsOf(circle);
  await addFamilyMember(circle, anna);
  await assert.rejects(deleteHostedAccount(deps, anna.id, { isSure: true }));
  await assert.rejects(setAccountEmail(deps, anna.id, "no email"));
  assert.deepEqual(await listAudit(circle.db, 100), []);
});

Deno.test("admin audit: lists when and by which account of the system", async () => {
  await using circle = await startHostedCircle();
  const { anna, settings } = circle;
  assert.equal((await runAdmin(settings, ["audit"])).stdout, "none\n");
  await runAdmin({ ...settings, SUDO_USER: "kim" }, ["accounts", "end-sessions", anna.id]);
  const { stdout } = await runAdmin(settings, ["audit", "--limit", "20"]);
  const [titles, line] = stdout.split("\n");
  assert.match(titles!, /^WHEN +BY +COMMAND +WHAT$/);
  assert.match(
    line!,
    /^\d{4}-\d\d-\d\d \d\d:\d\d UTC {2}kim as \S+ {2}accounts end-sessions {2}\S+@/,
  );
  const { stdout: listed } = await runAdmin(settings, ["accounts", "list", "--json"]);
  const ben = JSON.parse(listed).find(({ name }: { readonly name: string }) => name === "Ben");
  await runAdmin(settings, ["accounts", "delete", ben.id, "--yes"]);
  const after = await runAdmin(settings, ["audit", "--limit", "1"]);
  assert.ok(after.stdout.includes(`accounts delete  Ben, deleted (${ben.id})`), after.stdout);
  const [, entry] = JSON.parse((await runAdmin(settings, ["audit", "--json"])).stdout);
  assert.deepEqual(Object.keys(entry).sort(), [
    ...["at", "command", "former_name", "id", "operator", "owner_id", "owner_name"],
    ...["target_id", "target_name"],
  ]);
  assert.equal(entry.target_id, anna.id);
});

testOnSqlite(
  "admin audit: has imports, rotated keys, copies, and who became an owner",
  async () => {
    await using circle = await startHostedCircle();
    const { anna, settings, folder, dataDir } = circle;
    const file = `${folder}/accounts.csv`;
    await Deno.writeTextFile(file, "email,name,family,role\nzoe@example.org,Zoë,The Bergs,owner\n");
    const run = async (...args: string[]) => {
      const { code, stderr } = await runAdmin(settings, args);
      assert.deepEqual([code, stderr], [0, ""], args.join(" "));
    };
    await run("import-accounts", file);
    await run("import-accounts", file); // adds none
    await run("families", "set-owner", "The Bergs", anna.email, "--join");
    await run("rotate-keys");
    await run("rotate-keys", "--drop-old");
    await run("copy-to", `${folder}/copy`);
    const list = async (place: Readonly<Record<string, string>>) => {
      const { stdout } = await runAdmin(place, ["audit"]);
      return stdout.trimEnd().split("\n").slice(1).map((line) => line.split(/ {2,}/).slice(2));
    };
    const keys = await Deno.readTextFile(`${dataDir}/signing-keys`);
    const [dropped, rotated, owned, imported, ...others] = await list(settings);
    assert.deepEqual(others, []);
    assert.deepEqual(imported, ["import-accounts", "accounts.csv"]);
    assert.deepEqual(owned, ["families set-owner", `The Bergs: ${anna.email}`]);
    assert.equal(rotated![0], "rotate-keys");
    assert.deepEqual(dropped, ["rotate-keys --drop-old", keys.split(":")[0]]);
    const [copied] = await list({ CIRCLE_DATA_DIR: `${folder}/copy` });
    assert.deepEqual(copied, ["copy-to", "copy"]);
  },
);

testOnSqlite("rotate-keys: rotates also where the audit takes nothing", async () => {
  await using circle = await startHostedProcess();
  const { settings, dataDir, server } = circle;
  server.kill("SIGKILL");
  await server.status;
  for (const suffix of ["", "-wal", "-shm"]) await Deno.remove(`${dataDir}/circle.db${suffix}`);
  const before = await Deno.readTextFile(`${dataDir}/signing-keys`);
  const { code, stderr } = await runAdmin(settings, ["rotate-keys"]);
  assert.equal(code, 0);
  assert.match(stderr, /^This could not be noted in the audit: There is no circle in /);
  assert.notEqual(await Deno.readTextFile(`${dataDir}/signing-keys`), before);
});
