import assert from "node:assert/strict";
import { startCircle } from "../../support/circle.ts";
import { makeDevice } from "../../support/device.ts";
import { addFamilyMember } from "../../support/family_members.ts";

Deno.test("password keep: cancels a reset code that whoami shows to an owner", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const anna = await circle.join({ name: "Anna" });
  const ben = await addFamilyMember(circle, anna, { role: "owner" });
  await device.logIn(ben, circle.url);
  const makeCode = () =>
    anna.client.createResetCode({ params: { family_id: anna.family, account_id: ben.id } });
  const told = /^Anna made a code that resets your password\. .*: circle password keep$/m;

  await makeCode();
  assert.match((await device.run(["whoami"])).stderr, told);
  const json = await device.run(["whoami", "--json"]);
  assert.equal(JSON.parse(json.stdout).pending_reset.by.name, "Anna");
  const { code, stderr } = await device.run(["password", "keep"]);
  assert.deepEqual(
    { code, stderr },
    { code: 0, stderr: "Your password is kept. Its reset codes are cancelled.\n" },
  );
  assert.doesNotMatch((await device.run(["whoami"])).stderr, told);

  await makeCode();
  const login = ["login", "--server", circle.url, "--email", ben.email, "--password-stdin"];
  const again = await device.run(login, { input: ben.password });
  assert.match(again.stderr, /^Anna made a reset code .* Your login has cancelled it\.$/m);
});
