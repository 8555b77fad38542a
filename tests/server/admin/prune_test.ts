import assert from "node:assert/strict";
import { prune } from "../../../server/admin/prune.ts";
import { type Circle, startCircle } from "../../support/circle.ts";
import { addRelative } from "../../support/relatives.ts";
import { depsOf } from "../../support/deps_of.ts";

const DAY = 24 * 60 * 60 * 1000;

Deno.test("tidying up removes what has ended and leaves what has not", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const params = { family_id: anna.family };
  const ben = await addRelative(circle, anna);
  await anna.client.createInvite({ params, body: { expires_in_days: 30 } });
  await anna.client.createToken({ body: { name: "short", expires_in_days: 1 } });
  await anna.client.createToken({ body: { name: "long", expires_in_days: 366 } });
  await anna.client.createResetCode({ params: { ...params, account_id: ben.id } });
  await circle.call("POST", "/login", { body: { email: anna.email, password: "wrong" } });

  await pruneAt(circle, 60_000);
  assert.deepEqual(await countRows(circle), {
    sessions: 2,
    invites: 2,
    script_tokens: 2,
    password_resets: 1,
    wrong_guesses: 2,
  });
  await pruneAt(circle, 2 * DAY);
  assert.deepEqual(await countRows(circle), {
    sessions: 2,
    invites: 2,
    script_tokens: 1,
    password_resets: 0,
    wrong_guesses: 0,
  });
  await pruneAt(circle, 121 * DAY);
  assert.deepEqual(await countRows(circle), {
    sessions: 0,
    invites: 0,
    script_tokens: 1,
    password_resets: 0,
    wrong_guesses: 0,
  });
  const { length } = await circle.db.selectFrom("family_log").select("id").execute();
  assert.ok(length >= 5, "a family's log is for good");
});

async function pruneAt(circle: Circle, offset: number): Promise<void> {
  await prune({ ...depsOf(circle), now: () => new Date(Date.now() + offset) });
}

async function countRows({ db }: Circle) {
  const tables = [
    "sessions",
    "invites",
    "script_tokens",
    "password_resets",
    "wrong_guesses",
  ] as const;
  const counts: Record<string, number> = {};
  for (const table of tables) {
    counts[table] = (await db.selectFrom(table).selectAll().execute()).length;
  }
  return counts;
}
