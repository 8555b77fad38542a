import assert from "node:assert/strict";
import { createPeopleCache } from "../../../server/people/people_cache.ts";
import type { Joined, TestClient } from "../../support/circle.ts";
import { type Cluster, testOnClusters } from "../../support/clusters.ts";
import { addFamilyMember } from "../../support/family_members.ts";
import { assertRefused } from "../../support/refusal.ts";

/** A family whose people are cached by the server. */
interface Warm {
  readonly first: TestClient;
  readonly anna: Joined;
  readonly ben: Joined;
  readonly params: { readonly family_id: string };
  /** Someone without an account. */
  readonly omaId: string;
}

/** Every way in which the people of a family change. */
const CHANGES: Readonly<Record<string, (family: Warm) => Promise<unknown>>> = {
  "someone is added": ({ anna, params }) =>
    anna.client.createPerson({ params, body: { name: "Lea", birthday: "--12-01" } }),
  "someone is changed": ({ anna, params, omaId }) =>
    anna.client.updatePerson({
      params: { ...params, person_id: omaId },
      body: { birthday: "--12-02" },
    }),
  "someone is removed": ({ anna, params, omaId }) =>
    anna.client.deletePerson({ params: { ...params, person_id: omaId } }),
  "someone joins": ({ first, anna }) => addFamilyMember(first, anna, { name: "Cem" }),
  "someone joins as a person": async ({ first, anna, params, omaId }) => {
    const { code } = await anna.client.createInvite({ params, body: { person: omaId } });
    await first.join({ invite: code });
  },
  "a member leaves": ({ ben, params }) =>
    ben.client.removeMember({ params: { ...params, account_id: ben.id }, body: {} }),
  "a member leaves and is forgotten": ({ ben, params }) =>
    ben.client.removeMember({ params: { ...params, account_id: ben.id }, body: { forget: true } }),
  "a member is removed": ({ anna, ben, params }) =>
    anna.client.removeMember({ params: { ...params, account_id: ben.id }, body: {} }),
  "a member takes another name": ({ ben }) =>
    ben.client.updateProfile({ body: { name: "Benjamin" } }),
  "a member deletes the account": ({ ben }) =>
    ben.client.deleteProfile({ body: { password: ben.password, forget: true } }),
};

for (const [name, change] of Object.entries(CHANGES)) {
  testOnClusters(`${name}: the very next list of people has it`, async (cluster) => {
    const family = await warmUp(cluster);
    const client = cluster.second.client(family.anna.token);
    const list = async () => ({
      people: await client.listPeople({ params: family.params }),
      birthdays: await client.listBirthdays({
        params: family.params,
        query: { from: "2026-11-27", days: 366 },
      }),
    });
    const before = await list();
    assert.deepEqual(await list(), before);
    await change(family);
    const after = await list();
    assert.notDeepEqual(after.people, before.people);
    const stored = await cluster.db.selectFrom("people").select(["id", "name", "account_id"])
      .where("family_id", "=", family.params.family_id).orderBy("name_key").orderBy("id").execute();
    assert.deepEqual(
      after.people.map(({ id, name, account_id }) => ({ id, name, account_id })),
      stored.map((row) => ({ ...row })),
    );
    if (/added|changed/.test(name)) assert.notDeepEqual(after.birthdays, before.birthdays);
  });
}

testOnClusters("people cache: a removed member is refused", async (cluster) => {
  const { anna, ben, params } = await warmUp(cluster);
  const client = cluster.second.client(ben.token);
  await client.listPeople({ params });
  await anna.client.removeMember({ params: { ...params, account_id: ben.id }, body: {} });
  await cluster.second.client(anna.token).listPeople({ params });
  await assertRefused(client.listPeople({ params }), "not_found");
  await assertRefused(client.listBirthdays({ params }), "not_found");
});

async function warmUp({ first }: Cluster): Promise<Warm> {
  const anna = await first.join({ name: "Anna" });
  const ben = await addFamilyMember(first, anna, { name: "Ben" });
  const params = { family_id: anna.family };
  const body = { name: "Oma", birthday: "--11-30" };
  const { id: omaId } = await anna.client.createPerson({ params, body });
  return { first, anna, ben, params, omaId };
}

Deno.test("people cache: keeps the latest entries, up to its size", async () => {
  const cache = createPeopleCache(700);
  const made: string[] = [];
  const get = (key: string, size = 100) =>
    cache.get(key, () => {
      made.push(key);
      return Promise.resolve({ value: key, size });
    });
  for (const key of ["a", "b", "a", "c", "a", "b"]) assert.equal(await get(key), key);
  assert.deepEqual(made, ["a", "b", "c", "b"], "b was asked for longest ago when c came");
  await get("large", 600);
  await get("large", 600);
  assert.deepEqual(made.slice(4), ["large", "large"], "what is too large is made each time");
  for (const letter of ["x", "y", "x"]) await get(letter.repeat(400), 1);
  assert.equal(made.length, 9, "keys take memory too");
});
