import assert from "node:assert/strict";
import { up } from "../../../server/database/migrations/0009_emails_and_milestones.ts";
import { doAtOnce, testOnClusters } from "../../support/clusters.ts";
import { GOOD_PASSWORD, startCircle } from "../../support/circle.ts";
import { findRefusal } from "../../support/refusal.ts";
import { testDialect } from "../../support/test_database.ts";

testOnClusters("of eight concurrent first registrations, one succeeds", async (cluster) => {
  for (let round = 0; round < 8; round++) {
    await cluster.db.deleteFrom("families").execute();
    await cluster.db.deleteFrom("accounts").execute();
    await cluster.db.deleteFrom("milestones").execute();
    const refusals = await doAtOnce(cluster, 8, (testClient, index) => {
      const body = { email: `${index}@example.org`, name: "Anna", password: GOOD_PASSWORD };
      return findRefusal(testClient.client().register({ body }));
    });
    const losers = refusals.filter((refusal) => refusal !== undefined);
    assert.deepEqual(losers.map(({ code }) => code), Array(7).fill("registration_closed"));
    assert.equal((await cluster.db.selectFrom("accounts").select("id").execute()).length, 1);
    assert.equal((await cluster.db.selectFrom("families").select("id").execute()).length, 1);
  }
}, { CIRCLE_REGISTRATION: "invite" });

testOnClusters("of eight concurrent registrations of an email, one succeeds", async (cluster) => {
  for (let round = 0; round < 3; round++) {
    const email = `anna${round}@example.org`;
    const refusals = await doAtOnce(cluster, 8, (testClient, index) => {
      const spelling = index % 2 === 0 ? email : email.toUpperCase();
      const body = { email: spelling, name: "Anna", password: GOOD_PASSWORD };
      return findRefusal(testClient.client().register({ body }));
    });
    const losers = refusals.filter((refusal) => refusal !== undefined);
    assert.deepEqual(losers.map(({ code }) => code), Array(7).fill("email_taken"));
    assert.equal(
      (await cluster.db.selectFrom("accounts").select("id").execute()).length,
      round + 1,
    );
  }
});

Deno.test("deleting the last account does not reopen registration", async () => {
  await using circle = await startCircle({ CIRCLE_REGISTRATION: "invite" });
  const { client, password } = await circle.join();
  await client.deleteProfile({ body: { password } });
  assert.equal((await circle.db.selectFrom("accounts").select("id").execute()).length, 0);
  const body = { email: "stranger@example.org", name: "Stranger", password: GOOD_PASSWORD };
  assert.equal(
    (await findRefusal(circle.client().register({ body })))?.code,
    "registration_closed",
  );
  await circle.restart({ CIRCLE_REGISTRATION: "open" }); // as the host may
  await circle.join();
  await circle.restart();
  assert.equal(
    (await findRefusal(circle.client().register({ body })))?.code,
    "registration_closed",
  );
});

Deno.test("each start warns until somebody has registered", async () => {
  await using circle = await startCircle({ CIRCLE_REGISTRATION: "invite" });
  const listWarnings = () =>
    circle.log.filter((line) => line.includes("nobody has registered yet"));
  const countWarnings = () => listWarnings().length;
  assert.equal(countWarnings(), 1);
  const [warning] = listWarnings();
  assert.match(warning!, /If there should be a circle here, stop the server now, and .* backup/);
  if (testDialect() === "sqlite") assert.ok(warning!.includes(circle.dataDir));
  await circle.restart();
  assert.equal(countWarnings(), 2);
  const { client, password } = await circle.join();
  await circle.restart();
  await client.deleteProfile({ body: { password } });
  await circle.restart();
  assert.equal(countWarnings(), 2);
});

Deno.test("a database of an earlier version with an account in it counts as registered", async () => {
  await using circle = await startCircle({ CIRCLE_REGISTRATION: "invite" });
  const { client, password } = await circle.join();
  await circle.db.schema.dropTable("milestones").execute();
  await circle.db.transaction().execute((tx) => up(tx as never));
  await client.deleteProfile({ body: { password } });
  const body = { email: "stranger@example.org", name: "Stranger", password: GOOD_PASSWORD };
  assert.equal(
    (await findRefusal(circle.client().register({ body })))?.code,
    "registration_closed",
  );
});
