import assert from "node:assert/strict";
import { startCircle } from "../../support/circle.ts";
import { doAtOnce, testOnClusters } from "../../support/clusters.ts";
import { addFamilyMember } from "../../support/family_members.ts";
import { assertRefused, findRefusal } from "../../support/refusal.ts";

const EMAIL = "anna.berg@example.net";

Deno.test("a new email logs in, the old one does not, and nothing else ends", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const { email: old, password } = anna;
  const { token } = await anna.client.createToken({ body: { name: "photo wall" } });
  const profile = await anna.client.changeEmail({ body: { email: EMAIL, password } });
  assert.equal(profile.email, EMAIL);
  assert.equal((await circle.client(token).getProfile({})).email, EMAIL);
  await circle.client().refresh({ body: { refresh_token: anna.refreshToken } });
  await circle.client().login({ body: { email: EMAIL.toUpperCase(), password } });
  const refused = circle.client().login({ body: { email: old, password } });
  await assertRefused(refused, "wrong_credentials");
  await circle.join({ email: old }); // it is free
});

Deno.test("an email changes only by the password, and to none that another account has", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const ben = await circle.join({ email: "ben@bücher.example" });
  const change = (email: string, password = anna.password) =>
    anna.client.changeEmail({ body: { email, password } });
  await assertRefused(change(EMAIL, "a wrong password"), "wrong_password");
  await assertRefused(change("BEN@XN--BCHER-KVA.example"), "email_taken");
  await assertRefused(change("not an email"), "invalid_fields");
  await assertRefused(change("аnna@example.org"), "invalid_fields"); // a Cyrillic а
  const { token } = await anna.client.createToken({ body: { name: "script" } });
  const byScript = circle.client(token).changeEmail({
    body: { email: EMAIL, password: anna.password },
  });
  await assertRefused(byScript, "insufficient_scope");
  assert.equal((await anna.client.getProfile({})).email, anna.email);
  assert.equal((await ben.client.getProfile({})).email, "ben@bücher.example");
  for (let count = 0; count < 8; count++) await findRefusal(change(ben.email));
  await assertRefused(change(EMAIL), "too_many_requests");
});

Deno.test("the families of an account are told of another email, without the address", async () => {
  await using circle = await startCircle();
  const anna = await circle.join({ name: "Anna" });
  const ben = await addFamilyMember(circle, anna, { name: "Ben" });
  const params = { family_id: anna.family };
  const before = await ben.client.listFamilyLog({ params });
  const { password } = anna;
  await anna.client.changeEmail({ body: { email: anna.email.toUpperCase(), password } });
  await anna.client.changeEmail({ body: { email: EMAIL, password } });
  const [entry, ...rest] = await ben.client.listFamilyLog({ params });
  assert.deepEqual(rest, before, "another spelling of the same one is told to nobody");
  assert.deepEqual([entry?.event, entry?.by?.name, entry?.member?.name], [
    "email_changed",
    "Anna",
    "Anna",
  ]);
  assert.ok(!JSON.stringify(entry).includes("example.net"));
  assert.ok(!circle.log.some((line) => line.includes("example.net")));
});

testOnClusters("of concurrent changes to one email, one is done", async (cluster) => {
  const people = await doAtOnce(cluster, 8, ({ join }) => join());
  const refusals = await doAtOnce(cluster, 8, ({ client }, index) => {
    const { token, password } = people[index]!;
    return findRefusal(client(token).changeEmail({ body: { email: EMAIL, password } }));
  });
  const codes = refusals.map((refusal) => refusal?.code ?? "changed").toSorted();
  assert.deepEqual(codes, ["changed", ...Array(7).fill("email_taken")]);
});
