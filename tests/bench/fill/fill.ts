import { pause } from "../../support/pause.ts";
import { makeFamily, type Rows } from "./make_family.ts";

/** How many people there are, and how they live with the circle. */
export interface Population {
  readonly accounts: number;
  readonly familySize: number;
  /** Sessions of each account: the devices that it is logged in on. */
  readonly devices?: number;
  /** Whether there is also what came of how they joined: invites, and lines in the log. */
  readonly hasHistory?: boolean;
  /** How many of them are wanted as callers. */
  readonly callers?: number;
}

/** Someone who is logged in. */
export interface LoadCaller {
  readonly accountId: string;
  readonly sessionId: string;
  readonly email: string;
  readonly familyId: string;
}

/** Takes rows of many families at once. */
export type Insert = (rows: Rows) => Promise<void>;

/** Families that are inserted at once. */
const BATCH = 1_000;

const WEEK = 7 * 24 * 60 * 60 * 1000;

/** Inserts a population as if it had come over the last week; returns some of it, in no order. */
export async function fill(
  insert: Insert,
  { accounts, familySize, callers = accounts, ...life }: Population,
): Promise<LoadCaller[]> {
  const { devices = 1, hasHistory = false } = life;
  const end = Date.now();
  const everyNth = Math.floor(accounts / callers);
  const found: LoadCaller[] = [];
  let rows = noRows();
  for (let made = 0; made < accounts; made += familySize) {
    const size = Math.min(familySize, accounts - made);
    const joinedAt = new Date(end - WEEK * (1 - made / accounts));
    const family = makeFamily({ size, devices, joinedAt, hasHistory });
    for (const [index, { id, email }] of family.accounts.entries()) {
      const sessionId = family.sessions[index * devices]!.id;
      const caller = { accountId: id, sessionId, email, familyId: family.families[0]!.id };
      if ((made + index) % everyNth === 0) found.push(caller);
    }
    for (const table of TABLES) append(rows, family, table);
    if (rows.families.length === BATCH) {
      await insert(rows);
      rows = noRows();
      await pause(0); // lets the bench hear that it is to end
    }
  }
  await insert(rows);
  return shuffle(found);
}

function noRows(): Rows {
  return {
    accounts: [],
    families: [],
    members: [],
    people: [],
    sessions: [],
    invites: [],
    family_log: [],
  };
}

const TABLES = Object.keys(noRows()) as (keyof Rows)[]; // a literal has no other keys

function append<T extends keyof Rows>(rows: Rows, added: Rows, table: T): void {
  const into: unknown[] = rows[table];
  into.push(...added[table]);
}

function shuffle<T>(things: readonly T[]): T[] {
  return things.map((thing) => ({ thing, at: Math.random() })).sort((a, b) => a.at - b.at)
    .map(({ thing }) => thing);
}
