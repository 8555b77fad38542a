import assert from "node:assert/strict";
import { GOOD_PASSWORD, startCircle } from "../../support/circle.ts";
import { makeDevice } from "../../support/device.ts";

Deno.test("invite accept: takes a code in lower case, with spaces, without quotes", async () => {
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

Deno.test("invite accept: takes a link as well as its code, and register uses its server", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const anna = await circle.join({ name: "Anna" });
  const { code } = await anna.client.createInvite({ params: { family_id: anna.family }, body: {} });
  const link = `${circle.url}/join#${code}`;
  const shown = await device.run(["invite", "show", link, "--server", circle.url]);
  assert.match(shown.stdout, /Anna's family/);
  const named = ["--email", "ben@example.org", "--name", "Ben", "--password-stdin"];
  const typed = `${GOOD_PASSWORD}\n`;
  const { code: exit, stderr } = await device.run(["register", "--invite", link, ...named], {
    typed,
  });
  assert.equal(exit, 0, stderr);
  assert.match(stderr, /You join Anna's family as member/);
});

Deno.test("an invite names the address at which others reach the server", async () => {
  await using circle = await startCircle({ CIRCLE_PUBLIC_URL: "https://circle.example.org" });
  await using device = await makeDevice();
  const { token } = await circle.join();
  const { stdout, stderr } = await device.run(["invite", "create"], {
    env: { CIRCLE_SERVER: circle.url, CIRCLE_TOKEN: token },
  });
  const code = stdout.trim();
  assert.ok(stderr.includes(`\n  https://circle.example.org/join#${code}\n`), stderr);
  assert.ok(stderr.includes(`--server https://circle.example.org --invite ${code}`), stderr);
  assert.doesNotMatch(stderr, /127\.0\.0\.1/);
});
