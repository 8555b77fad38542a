import assert from "node:assert/strict";
import { startAnsweringServer } from "../../support/answering_server.ts";
import { GOOD_PASSWORD, type Joined, startCircle } from "../../support/circle.ts";
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
  const link = await makeLink(anna, circle.url);
  const shown = await device.run(["invite", "show", link]);
  assert.match(shown.stdout, /Anna's family/);
  const named = ["--email", "ben@example.org", "--name", "Ben", "--password-stdin"];
  const typed = `${GOOD_PASSWORD}\n`;
  const { code: exit, stderr } = await device.run(["register", "--invite", link, ...named], {
    typed,
  });
  assert.equal(exit, 0, stderr);
  assert.match(stderr, /You are invited to Anna's family as member, by Anna\./);
});

Deno.test("invite show: prints the link of a code however it was typed, and --json the reply", async () => {
  await using circle = await startCircle({ CIRCLE_PUBLIC_URL: "https://circle.example.org" });
  await using device = await makeDevice();
  const anna = await circle.join();
  const { code } = await anna.client.createInvite({ params: { family_id: anna.family }, body: {} });
  const typed = code.toLowerCase().replaceAll("-", "");
  const env = { CIRCLE_SERVER: circle.url };
  const shown = await device.run(["invite", "show", typed], { env });
  assert.ok(shown.stdout.endsWith(`\nLink        https://circle.example.org/join#${code}\n`));
  const json = await device.run(["invite", "show", typed, "--json"], { env });
  const preview = await circle.client().previewInvite({ body: { code } });
  assert.deepEqual(JSON.parse(json.stdout), preview);
});

Deno.test("invite accept: a link is accepted by the account that one has at its server", async () => {
  await using circle = await startCircle();
  await using other = await startCircle();
  await using device = await makeDevice();
  const anna = await circle.join({ name: "Anna" });
  const link = await makeLink(anna, circle.url);
  await device.logIn(await circle.join({ name: "Ben" }), circle.url);
  await device.logIn(await other.join({ name: "Ben" }), other.url); // the one in use from now on
  const { code, stderr } = await device.run(["invite", "accept", link]);
  assert.equal(code, 0, stderr);
  assert.equal((await anna.client.listFamilyMembers({})).length, 2);
});

Deno.test("invite accept: a link to the public address of the server in use is accepted there", async () => {
  const url = "https://circle.example.org";
  await using circle = await startCircle({ CIRCLE_PUBLIC_URL: url });
  await using device = await makeDevice();
  const anna = await circle.join({ name: "Anna" });
  await device.logIn(await circle.join({ name: "Ben" }), circle.url);
  const { code, stderr } = await device.run(["invite", "accept", await makeLink(anna, url)]);
  assert.equal(code, 0, stderr);
  assert.equal((await anna.client.listFamilyMembers({})).length, 2);
});

Deno.test("invite accept: a link leads no token to another server", async () => {
  await using circle = await startCircle();
  await using witness = await startAnsweringServer(() => new Response(null, { status: 204 }));
  await using device = await makeDevice();
  const ben = await circle.join({ name: "Ben" });
  await device.logIn(ben, circle.url);
  const link = `${witness.url}/join#K7Q-F9X-WMP-34T-VHB-C2D`;
  const environments: Record<string, string>[] = [{}, { CIRCLE_TOKEN: ben.token }];
  for (const env of environments) {
    const { code, stderr } = await device.run(["invite", "accept", link], { env });
    assert.equal(code, 4);
    assert.ok(stderr.includes(`circle login --server ${witness.url}`), stderr);
  }
  assert.deepEqual(witness.requests, []);
});

/** The link of a new invite into the family of somebody. */
async function makeLink({ client, family }: Joined, url: string): Promise<string> {
  const { code } = await client.createInvite({ params: { family_id: family }, body: {} });
  return `${url}/join#${code}`;
}
