import assert from "node:assert/strict";
import { doAtOnce, testOnClusters } from "../../support/clusters.ts";
import { GOOD_PASSWORD } from "../../support/circle.ts";
import { findRefusal } from "../../support/refusal.ts";

const GUESTS = 16;

testOnClusters("of sixteen concurrent accepts of a one-use invite, one joins", async (cluster) => {
  const anna = await cluster.first.join();
  const guests = await doAtOnce(cluster, GUESTS, (testClient) => testClient.join());
  for (let round = 0; round < 10; round++) {
    const { id: family_id } = await anna.client.createFamily({ body: { name: "The Bergs" } });
    const { id, code } = await anna.client.createInvite({ params: { family_id }, body: {} });
    const refusals = await Promise.all(
      guests.map(({ client }) => findRefusal(client.acceptInvite({ body: { code } }))),
    );
    assert.deepEqual(countCodes(refusals), { joined: 1, invite_used: GUESTS - 1 });
    assert.equal((await anna.client.listMembers({ params: { family_id } })).length, 2);
    const invite = await cluster.db.selectFrom("invites").select("used").where("id", "=", id)
      .executeTakeFirst();
    assert.equal(invite?.used, 1);
  }
});

testOnClusters(
  "of sixteen concurrent registrations with a three-use invite, three join",
  async (cluster) => {
    const anna = await cluster.first.join();
    const params = { family_id: anna.family };
    const { code } = await anna.client.createInvite({ params, body: { max_uses: 3 } });
    const refusals = await doAtOnce(cluster, GUESTS, (testClient, index) => {
      const body = { email: `${index}@example.org`, name: "Guest", password: GOOD_PASSWORD };
      return findRefusal(testClient.client().register({ body: { ...body, invite: code } }));
    });
    assert.deepEqual(countCodes(refusals), { joined: 3, invite_used: GUESTS - 3 });
    assert.equal((await anna.client.listMembers({ params })).length, 4);
    assert.equal((await cluster.db.selectFrom("accounts").select("id").execute()).length, 4);
  },
);

testOnClusters(
  "an account that accepts an invite twelve times concurrently joins once",
  async (cluster) => {
    const anna = await cluster.first.join();
    const ben = await cluster.second.join();
    const params = { family_id: anna.family };
    const { code } = await anna.client.createInvite({ params, body: { max_uses: 100 } });
    const refusals = await doAtOnce(
      cluster,
      12,
      (testClient) => findRefusal(testClient.client(ben.token).acceptInvite({ body: { code } })),
    );
    assert.deepEqual(countCodes(refusals), { joined: 1, already_member: 11 });
    const [invite] = await anna.client.listInvites({ params });
    assert.equal(invite?.used, 1);
  },
);

testOnClusters(
  "an account that accepts two invites of a family concurrently joins once",
  async (cluster) => {
    const anna = await cluster.first.join();
    const ben = await cluster.second.join();
    for (let round = 0; round < 10; round++) {
      const { id: family_id } = await anna.client.createFamily({ body: { name: "The Bergs" } });
      const params = { family_id };
      const invites = [
        await anna.client.createInvite({ params, body: {} }),
        await anna.client.createInvite({ params, body: { role: "admin" } }),
      ];
      const refusals = await Promise.all(invites.map(({ code }, index) => {
        const testClient = index === 0 ? cluster.first : cluster.second;
        return findRefusal(testClient.client(ben.token).acceptInvite({ body: { code } }));
      }));
      assert.deepEqual(countCodes(refusals), { joined: 1, already_member: 1 });
      assert.equal((await anna.client.listInvites({ params })).length, 1);
    }
  },
);

function countCodes(refusals: readonly ({ readonly code: string } | undefined)[]) {
  const codes = Object.groupBy(refusals, (refusal) => refusal?.code ?? "joined");
  return Object.fromEntries(Object.entries(codes).map(([code, all = []]) => [code, all.length]));
}
