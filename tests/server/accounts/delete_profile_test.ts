import assert from "node:assert/strict";
import { MAX_FAMILIES } from "../../../shared/contract/families.ts";
import { doAtOnce, testOnClusters } from "../../support/clusters.ts";
import { type Circle, type Joined, startCircle } from "../../support/circle.ts";
import { assertRefused } from "../../support/refusal.ts";
import { addFamilies } from "../../support/add_families.ts";
import { addFamilyMember } from "../../support/family_members.ts";

Deno.test("deleting an account deletes families without another member", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const params = { family_id: anna.family };
  await anna.client.createInvite({ params, body: {} });
  await anna.client.createToken({ body: { name: "bound", family: anna.family } });
  await anna.client.deleteProfile({ body: { password: anna.password } });
  await assertRefused(anna.client.getProfile({}), "invalid_token");
  await assertRefused(
    circle.client().login({ body: { email: anna.email, password: anna.password } }),
    "wrong_credentials",
  );
  for (const [table, rows] of Object.entries(await readEverything(circle))) {
    if (table !== "wrong_guesses") assert.deepEqual(rows, [], table);
  }
  await circle.join({ email: anna.email });
});

Deno.test("an account is not deleted with a wrong or missing password", async () => {
  await using circle = await startCircle();
  const { client, token } = await circle.join();
  await assertRefused(client.deleteProfile({ body: { password: "wrong" } }), "wrong_password");
  const { status } = await circle.call("DELETE", "/profile", { token, body: {} });
  assert.equal(status, 422);
  await client.getProfile({});
});

Deno.test("deleting the last owner is refused with the names of the families", async () => {
  await using circle = await startCircle();
  const anna = await circle.join({ name: "Anna" });
  await addFamilyMember(circle, anna);
  const second = await anna.client.createFamily({ body: { name: "In-laws" } });
  await addFamilyMember(circle, { ...anna, family: second.id });
  const third = await anna.client.createFamily({ body: { name: "Shared" } });
  await addFamilyMember(circle, { ...anna, family: third.id }, { role: "owner" });
  await anna.client.createFamily({ body: { name: "Alone" } });
  const { detail } = await assertRefused(
    anna.client.deleteProfile({ body: { password: anna.password } }),
    "last_owner",
  );
  assert.match(detail, /Anna's family, In-laws\./);
  assert.doesNotMatch(detail, /Shared|Alone/);
  assert.equal((await anna.client.listFamilies({})).length, 4);
});

Deno.test("deleting an account leaves families with other owners as they were", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const ben = await addFamilyMember(circle, anna, { role: "owner" });
  const carla = await addFamilyMember(circle, anna);
  await ben.client.deleteProfile({ body: { password: ben.password } });
  const members = await carla.client.listMembers({ params: { family_id: anna.family } });
  assert.deepEqual(new Set(members.map(({ id }) => id)), new Set([anna.id, carla.id]));
  assert.equal((await readLog(anna))[0]?.event, "left");
});

testOnClusters(
  "of three concurrent deletions of an account, one succeeds",
  async (cluster) => {
    for (let round = 0; round < 5; round++) {
      const { token, password } = await cluster.first.join();
      const answers = await doAtOnce(
        cluster,
        3,
        (testClient) => testClient.call("DELETE", "/profile", { token, body: { password } }),
      );
      assert.deepEqual(answers.map(({ status }) => status).sort(), [204, 401, 401]);
    }
  },
  { CIRCLE_REGISTRATION: "open" },
);

async function readEverything({ db }: Circle): Promise<Record<string, unknown[]>> {
  const tables = ["accounts", "families", "members", "sessions"] as const;
  const bound = ["invites", "family_log", "script_tokens", "password_resets"] as const;
  const rows: Record<string, unknown[]> = {};
  for (const table of [...tables, ...bound]) {
    rows[table] = await db.selectFrom(table).selectAll().execute();
  }
  return rows;
}

function readLog({ client, family }: Joined) {
  return client.listFamilyLog({ params: { family_id: family } });
}

Deno.test("an account leaves all of its very many families, or none", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const ben = await circle.join();
  const added = await addFamilies(circle.db, anna.id, 400);
  const shared = added.at(-1)!;
  await circle.db.insertInto("members").values({
    family_id: shared,
    account_id: ben.id,
    name_key: "ben",
    role: "member",
    joined_at: new Date().toISOString(),
  }).execute();
  const { families } = await assertRefused(deleteProfile(anna), "last_owner");
  assert.deepEqual(families?.map(({ id }) => id), [shared]);
  assert.equal((await listMemberships(circle, anna)).length, 401);
  await circle.db.updateTable("members").set({ role: "owner" }).where("account_id", "=", ben.id)
    .execute();
  await deleteProfile(anna);
  assert.deepEqual(await listMemberships(circle, anna), []);
  const left = await circle.db.selectFrom("families").select("id").execute();
  assert.deepEqual(new Set(left.map(({ id }) => id)), new Set([ben.family, shared]));
});

Deno.test("an account leaves its very many families in several transactions", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const added = await addFamilies(circle.db, anna.id, 400);
  const last = [...added, anna.family].sort().at(-1)!;
  // Ending this family fails, so what was committed before it shows.
  await circle.db.insertInto("erased_families").values({ family_id: last }).execute();
  const failed = await fetch(`${circle.url}/profile`, {
    method: "DELETE",
    headers: { authorization: `Bearer ${anna.token}`, "content-type": "application/json" },
    body: JSON.stringify({ password: anna.password }),
  });
  assert.equal(failed.status, 500, await failed.text());
  assert.equal((await listMemberships(circle, anna)).length, 401 % MAX_FAMILIES);
  await circle.db.deleteFrom("erased_families").where("family_id", "=", last).execute();
  await deleteProfile(anna);
  assert.deepEqual(await listMemberships(circle, anna), []);
});

function deleteProfile({ client, password }: Joined) {
  return client.deleteProfile({ body: { password } });
}

function listMemberships({ db }: Circle, { id }: Joined) {
  return db.selectFrom("members").select("family_id").where("account_id", "=", id).execute();
}

Deno.test("POST /profile/delete deletes an account too", async () => {
  await using circle = await startCircle();
  const { client, password, email } = await circle.join();
  await assertRefused(
    client.deleteProfileByPost({ body: { password: "wrong" } }),
    "wrong_password",
  );
  await client.deleteProfileByPost({ body: { password } });
  await assertRefused(client.getProfile({}), "invalid_token");
  await assertRefused(circle.client().login({ body: { email, password } }), "wrong_credentials");
});
