import assert from "node:assert/strict";
import { getLogger } from "@logtape/logtape";
import { prune, startPruning } from "../../../server/admin/prune.ts";
import { readConfig } from "../../../server/config/config.ts";
import { type Circle, startCircle } from "../../support/circle.ts";
import { addFamilyMember } from "../../support/family_members.ts";
import { depsOf } from "../../support/deps_of.ts";
import { collectLines } from "../../support/log_lines.ts";
import { waitFor } from "../../support/wait_for.ts";

const DAY = 24 * 60 * 60 * 1000;

Deno.test("clean-up: removes what has ended, and nothing else", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const params = { family_id: anna.family };
  const ben = await addFamilyMember(circle, anna);
  await anna.client.createInvite({ params, body: { expires_in_days: 30 } });
  await anna.client.createToken({ body: { name: "short", expires_in_days: 1 } });
  await anna.client.createToken({ body: { name: "long", expires_in_days: 366 } });
  await anna.client.createResetCode({ params: { ...params, account_id: ben.id } });

  await pruneAt(circle, 60_000);
  assert.deepEqual(await countRows(circle), {
    sessions: 2,
    invites: 2,
    script_tokens: 2,
    password_resets: 1,
  });
  await pruneAt(circle, 2 * DAY);
  assert.deepEqual(await countRows(circle), {
    sessions: 2,
    invites: 2,
    script_tokens: 2, // an ended one is kept, to say so
    password_resets: 0,
  });
  await pruneAt(circle, 121 * DAY);
  assert.deepEqual(await countRows(circle), {
    sessions: 0,
    invites: 0,
    script_tokens: 1,
    password_resets: 0,
  });
  const { length } = await circle.db.selectFrom("family_log").select("id").execute();
  assert.ok(length >= 5, "a family's log is for good");
});

Deno.test("clean-up: removes used reset codes after their notice ends", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const ben = await addFamilyMember(circle, anna);
  const { code } = await anna.client.createResetCode({
    params: { family_id: anna.family, account_id: ben.id },
  });
  await circle.client().resetPassword({ body: { code, new_password: "boats in the garden" } });
  await pruneAt(circle, 60 * DAY);
  assert.equal((await countRows(circle)).password_resets, 1);
  await pruneAt(circle, 91 * DAY);
  assert.equal((await countRows(circle)).password_resets, 0);
});

Deno.test("clean-up: runs automatically, and removes nothing while the clock is far ahead", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  await anna.client.createInvite({ params: { family_id: anna.family }, body: {} });
  await circle.call("POST", "/login", { body: { email: anna.email, password: "wrong" } });
  await anna.client.createToken({ body: { name: "wall", expires_in_days: 10 } });
  await circle.db.insertInto("password_costs").values({ cost: "m=8192,t=9,p=1" }).execute();
  const name = crypto.randomUUID();
  const lines = await collectLines(name);
  const log = getLogger(["circle", name]);
  const ahead = 5 * 365 * DAY;
  let runs = 0;
  let isAlwaysAhead = false;
  // By chance: a fixed order could show the wrong time to every run's first reading.
  const isAhead = () => Math.random() < 0.3;
  const now = () => {
    runs++;
    return new Date(Date.now() + (isAlwaysAhead || isAhead() ? ahead : 0));
  };
  using _pruning = startPruning({ ...depsOf(circle), config: readTestConfig(), now, log }, 10);
  await waitFor("a warning", () => {
    return lines.some((line) => line.includes("script token ends soon")) || undefined;
  });
  await waitFor("no failed attempts", async () => {
    return await circle.db.selectFrom("wrong_guesses").select("id").executeTakeFirst() ===
        undefined ||
      undefined;
  });
  await waitFor("the costs of the hashes that are there", async () => {
    const costs = await circle.db.selectFrom("password_costs").select("cost").execute();
    return !costs.some(({ cost }) => cost === "m=8192,t=9,p=1") || undefined;
  });
  await waitFor("200 readings of the clock", () => runs >= 200 || undefined);
  assert.deepEqual(await countRows(circle), {
    sessions: 1,
    invites: 1,
    script_tokens: 1,
    password_resets: 0,
  });
  isAlwaysAhead = true;
  await waitFor(
    "the clean-up",
    async () => (await countRows(circle)).sessions === 0 ? true : undefined,
  );
  assert.equal((await countRows(circle)).invites, 0);
});

Deno.test("a server cleans up every hour, and not any more once it has stopped", async () => {
  const { setInterval, clearInterval } = globalThis;
  const hourly = new Map<unknown, () => void>();
  Object.assign(globalThis, {
    setInterval: (work: () => void, delay: number) => {
      const timer = setInterval(work, delay);
      if (delay === 60 * 60_000) hourly.set(timer, work);
      return timer;
    },
    clearInterval: (timer: Parameters<typeof clearInterval>[0]) => {
      clearInterval(timer);
      hourly.delete(timer);
    },
  });
  try {
    await using circle = await startCircle();
    const anna = await circle.join();
    await circle.call("POST", "/login", { body: { email: anna.email, password: "wrong" } });
    circle.advance(DAY);
    for (const work of hourly.values()) work();
    await waitFor("the clean-up", async () => {
      const attempts = await circle.db.selectFrom("wrong_guesses").select("id").execute();
      return attempts.length === 0 || undefined;
    });
  } finally {
    Object.assign(globalThis, { setInterval, clearInterval });
  }
  assert.equal(hourly.size, 0);
});

function readTestConfig() {
  return readConfig(() => undefined, false).config;
}

async function pruneAt(circle: Circle, offset: number): Promise<void> {
  await prune(depsOf(circle), new Date(Date.now() + offset));
}

async function countRows({ db }: Circle) {
  const tables = [
    "sessions",
    "invites",
    "script_tokens",
    "password_resets",
  ] as const;
  const counts: Record<string, number> = {};
  for (const table of tables) {
    counts[table] = (await db.selectFrom(table).selectAll().execute()).length;
  }
  return counts;
}
