import assert from "node:assert/strict";
import { type Cluster, testOnClusters } from "../../support/clusters.ts";
import type { Joined } from "../../support/circle.ts";
import { findRefusal } from "../../support/refusal.ts";

/** One of the two owners of a family. */
interface Owner extends Joined {
  readonly other: string;
}

type Move = (owner: Owner) => Promise<unknown>;

const leave: Move = ({ client, family, id }) =>
  client.removeMember({ params: { family_id: family, account_id: id } });

const stepDown: Move = ({ client, family, id }) =>
  client.setMemberRole({
    params: { family_id: family, account_id: id },
    body: { role: "member" },
  });

const demoteOther: Move = ({ client, family, other }) =>
  client.setMemberRole({
    params: { family_id: family, account_id: other },
    body: { role: "member" },
  });

const removeOther: Move = ({ client, family, other }) =>
  client.removeMember({ params: { family_id: family, account_id: other } });

const deleteAccount: Move = ({ client, password }) => client.deleteProfile({ body: { password } });

/** Pairs of moves that would leave a family without an owner if each took the other for granted. */
const RACES: readonly { readonly name: string; readonly moves: readonly [Move, Move] }[] = [
  { name: "two owners demote each other", moves: [demoteOther, demoteOther] },
  { name: "two owners remove each other", moves: [removeOther, removeOther] },
  { name: "two owners step down", moves: [stepDown, stepDown] },
  { name: "two owners leave", moves: [leave, leave] },
  { name: "one owner leaves while the other steps down", moves: [leave, stepDown] },
  { name: "one owner leaves while demoting", moves: [leave, demoteOther] },
  { name: "one owner deletes the account while the other leaves", moves: [deleteAccount, leave] },
  {
    name: "one owner deletes the account while the other steps down",
    moves: [
      deleteAccount,
      stepDown,
    ],
  },
];

const ROUNDS = 10;

testOnClusters(
  "a family keeps an owner, whatever two owners do concurrently",
  async (cluster, test) => {
    for (const { name, moves } of RACES) {
      await test.step(name, async () => {
        const isFatal = moves.includes(deleteAccount); // then each round needs new people
        let pair = await joinTwo(cluster);
        for (let round = 0; round < (isFatal ? 4 : ROUNDS); round++) {
          if (round > 0 && isFatal) pair = await joinTwo(cluster);
          await race(cluster, await shareFamily(pair), moves);
        }
      });
    }
  },
);

type Pair = readonly [Joined, Joined];

async function joinTwo({ first, second }: Cluster): Promise<Pair> {
  return [await first.join({ name: "Anna" }), await second.join({ name: "Ben" })];
}

/** A new family that two people own. */
async function shareFamily([anna, ben]: Pair): Promise<readonly [Owner, Owner]> {
  const { id: family } = await anna.client.createFamily({ body: { name: "The Bergs" } });
  const { code } = await anna.client.createInvite({
    params: { family_id: family },
    body: { role: "owner" },
  });
  await ben.client.acceptInvite({ body: { code } });
  return [{ ...anna, family, other: ben.id }, { ...ben, family, other: anna.id }];
}

async function race(
  { db }: Cluster,
  [anna, ben]: readonly [Owner, Owner],
  [annasMove, bensMove]: readonly [Move, Move],
): Promise<void> {
  const refusals = await Promise.all([annasMove(anna), bensMove(ben)].map(findRefusal));
  for (const refusal of refusals) {
    if (refusal) assert.ok(LOSSES.includes(refusal.code), refusal.code);
  }
  const families = await db.selectFrom("families").select("id").where("id", "=", anna.family)
    .execute();
  const members = await db.selectFrom("members").select("role")
    .where("family_id", "=", anna.family).execute();
  const owners = members.filter(({ role }) => role === "owner");
  assert.equal(owners.length > 0, families.length > 0, `left: ${JSON.stringify(members)}`);
}

/** Refusals that the second of two may get. */
const LOSSES = ["last_owner", "forbidden", "not_found"];
