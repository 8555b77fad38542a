import assert from "node:assert/strict";
import { startCircle } from "../../support/circle.ts";
import { makeDevice } from "../../support/device.ts";

Deno.test("a code is typed as it is read out: in small letters, with spaces, without quotes", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const anna = await circle.join({ name: "Anna" });
  const { code } = await anna.client.createInvite({
    params: { family_id: anna.family },
    body: {},
  });
  const spoken = code.toLowerCase().split("-");
  const shown = await device.run(["invite", "show", ...spoken, "--server", circle.url]);
  assert.match(shown.stdout, /^Invited by +Anna$/m);
  await device.logIn(await circle.join({ name: "Ben" }), circle.url);
  const accepted = await device.run(["invite", "accept", ...spoken]);
  assert.equal(accepted.code, 0, accepted.stderr);
  assert.equal((await anna.client.listFamilyMembers({})).length, 2);
});
