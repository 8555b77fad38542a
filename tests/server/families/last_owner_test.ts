import assert from "node:assert/strict";
import { disableAccount, enableAccount } from "../../../server/admin/disable_account.ts";
import { createTransaction } from "../../../server/database/database.ts";
import { readPostgresFailure } from "../../../server/database/postgres.ts";
import { readSqliteFailure } from "../../../server/database/sqlite_failures.ts";
import { type Joined, startCircle } from "../../support/circle.ts";
import { type Cluster, testOnClusters } from "../../support/clusters.ts";
import { depsOf } from "../../support/deps_of.ts";
import { addFamilyMember } from "../../support/family_members.ts";
import { findRefusal } from "../../support/refusal.ts";
import { testDialect } from "../../support/test_database.ts";

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

testOnClusters(
  "a family keeps an owner who can sign in, or the host is told, whatever happens at once",
  async (cluster, test) => {
    const deps = hostDepsOf(cluster);
    for (const [name, move] of Object.entries({ leave, stepDown, removeOther, deleteAccount })) {
      await test.step(`one owner is disabled during ${name} of the other`, async () => {
        for (let round = 0; round < 4; round++) {
          const pair = await joinTwo(cluster);
          const [anna, ben] = await shareFamily(pair);
          await addFamilyMember(cluster.first, anna); // without whom the last to go takes it along
          const [disabled, refusal] = await Promise.all([
            disableAccount(deps, anna.id),
            findRefusal(move(ben)),
          ]);
          if (refusal) assert.equal(refusal.code, "last_owner");
          const isTold = disabled.families_without_owner.some(({ id }) => id === ben.family);
          assert.ok(isTold || await hasActiveOwner(cluster, ben.family));
        }
      });
    }
  },
);

Deno.test("a disabled owner does not count when the other one goes", async (t) => {
  await using circle = await startCircle();
  const cluster = { first: circle, second: circle, db: circle.db };
  for (const [name, move] of Object.entries({ leave, stepDown, deleteAccount })) {
    await t.step(name, async () => {
      const [anna, ben] = await shareFamily(await joinTwo(cluster));
      await disableAccount(depsOf(circle), anna.id);
      assert.equal((await findRefusal(move(ben)))?.code, "last_owner");
      await enableAccount(depsOf(circle), anna.id);
      assert.equal(await findRefusal(move(ben)), undefined);
    });
  }
  await t.step("the disabled one can be demoted and removed", async () => {
    const [anna, ben] = await shareFamily(await joinTwo(cluster));
    await disableAccount(depsOf(circle), anna.id);
    await demoteOther(ben);
    await removeOther(ben);
  });
});

Deno.test("members of a family whose only owner is disabled may still go", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const [ben, carl, dora] = [
    await addFamilyMember(circle, anna, { role: "admin" }),
    await addFamilyMember(circle, anna),
    await addFamilyMember(circle, anna),
  ];
  const { families_without_owner } = await disableAccount(depsOf(circle), anna.id);
  assert.deepEqual(families_without_owner.map(({ id }) => id), [anna.family]);
  const inFamily = (member: Joined) => ({ family_id: anna.family, account_id: member.id });
  await ben.client.removeMember({ params: inFamily(carl) });
  await dora.client.deleteProfile({ body: { password: dora.password } });
  await ben.client.setMemberRole({ params: inFamily(ben), body: { role: "member" } });
  await ben.client.removeMember({ params: inFamily(ben) });
});

/** What the host's commands need, with the transactions that they have. */
function hostDepsOf({ db }: Cluster) {
  const isPostgres = testDialect() !== "sqlite";
  const begin = () =>
    isPostgres ? db.transaction().setIsolationLevel("serializable") : db.transaction();
  const transaction = createTransaction(
    begin,
    (error) => isPostgres ? readPostgresFailure(error) : readSqliteFailure(error),
  );
  return { ...depsOf({ db }), transaction, urgentTransaction: transaction };
}

async function hasActiveOwner({ db }: Cluster, family: string): Promise<boolean> {
  const owner = await db.selectFrom("members")
    .innerJoin("accounts", "accounts.id", "members.account_id").select("accounts.id")
    .where("family_id", "=", family).where("role", "=", "owner").where("disabled_at", "is", null)
    .executeTakeFirst();
  return owner !== undefined;
}

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
