import assert from "node:assert/strict";
import { sql } from "kysely";
import { startPruning } from "../../../server/admin/prune.ts";
import { eraseFamilies, sweepErasedFamilies } from "../../../server/families/erase_families.ts";
import { type Circle, type Joined, startCircle } from "../../support/circle.ts";
import { depsOf } from "../../support/deps_of.ts";
import { assertRefused } from "../../support/refusal.ts";
import { addFamilyMember } from "../../support/family_members.ts";
import { waitFor } from "../../support/wait_for.ts";

/** Rows that one transaction deletes at most. */
const SLICE_ROWS = 1_000;

Deno.test("a family with a long log is deleted in short transactions, so that others go on", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  await lengthenLog(circle, anna, 2 * SLICE_ROWS);
  const { family_log: rows } = await countRows(circle);
  // What refers to the family lets the last transaction fail, so what the others committed shows.
  await sql`create table kept (family_id text references families (id))`.execute(circle.db);
  await sql`insert into kept values (${anna.family})`.execute(circle.db);
  await anna.client.deleteFamily({ params: { family_id: anna.family } });
  assert.deepEqual(await countRows(circle), {
    families: 1,
    family_log: rows! % SLICE_ROWS,
    people: 1,
  });
  await sql`drop table kept`.execute(circle.db);
  await sweepErasedFamilies(depsOf(circle));
  assert.deepEqual(await countRows(circle), { families: 0, family_log: 0, people: 0 });
});

Deno.test("a family with a long log is deleted at once", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  await lengthenLog(circle, anna, 2 * SLICE_ROWS);
  await anna.client.deleteFamily({ params: { family_id: anna.family } });
  assert.deepEqual(await countRows(circle), { families: 0, family_log: 0, people: 0 });
});

Deno.test("a half-deleted family is gone for everyone, and the clean-up deletes the rest", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const ben = await addFamilyMember(circle, anna);
  const params = { family_id: anna.family };
  const { code } = await anna.client.createInvite({ params, body: {} });
  const { url } = await anna.client.createFeed({ params, body: { name: "my phone" } });
  const bound = await anna.client.createToken({ body: { name: "bound", family: anna.family } });
  // The server stops between the deletion and the sweep.
  await circle.db.transaction().execute((tx) => eraseFamilies(tx, [anna.family]));
  assert.equal((await countRows(circle)).families, 1);
  await assertRefused(ben.client.getFamily({ params }), "not_found");
  await assertRefused(ben.client.listPeople({ params }), "not_found");
  await assertRefused(circle.client().previewInvite({ body: { code } }), "not_found");
  await assertRefused(circle.client(bound.token).getProfile({}), "invalid_token");
  const feed = await fetch(circle.url + new URL(url).pathname);
  await feed.body?.cancel();
  assert.equal(feed.status, 404);
  assert.deepEqual((await ben.client.getProfile({})).families, []);
  using _pruning = startPruning(depsOf(circle), 10);
  await waitFor("the clean-up", async () => {
    const left = Object.values(await countRows(circle));
    return left.every((count) => count === 0) ? true : undefined;
  });
});

async function lengthenLog({ db }: Circle, { family, id }: Joined, count: number): Promise<void> {
  await sql`
    insert into family_log (id, family_id, at, event, actor_id, actor_name)
    with recursive numbers (number) as
      (select 1 union all select number + 1 from numbers where number < ${sql.lit(count)})
    select 'entry ' || number, ${family}, ${new Date().toISOString()}, 'renamed', ${id}, 'A'
    from numbers
  `.execute(db);
}

async function countRows({ db }: Circle): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of ["families", "family_log", "people"] as const) {
    counts[table] = (await db.selectFrom(table).select("id").execute()).length;
  }
  return counts;
}
