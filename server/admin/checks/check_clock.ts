import { sql } from "kysely";
import type { Db } from "../../database/database.ts";
import type { Source } from "../../database/open_source.ts";
import { MINUTE } from "../../database/timestamps.ts";
import { describeDuration } from "../describe_amounts.ts";
import type { Finding } from "./finding.ts";

/** How far clocks may differ, in ms: more is beyond the leeway of access tokens. */
const TOLERANCE = MINUTE;

/** Compares the clock of this machine with the newest row and with that of PostgreSQL. */
export async function checkClock(
  source: Source,
  { isPostgres, now }: { readonly isPostgres: boolean; readonly now: () => Date },
): Promise<Finding> {
  const check = "clock";
  const newest = await source.snapshot(findNewest);
  const behind = newest === undefined ? 0 : Date.parse(newest) - now().getTime();
  if (behind > TOLERANCE) {
    return {
      check,
      state: "failed",
      finding: `The clock of this machine is ${describeDuration(behind)} behind the newest entry.`,
      advice: "Set it, and let NTP keep it: timedatectl set-ntp true",
    };
  }
  const gap = isPostgres ? await source.snapshot((db) => findGap(db, now)) : 0;
  if (Math.abs(gap) <= TOLERANCE) {
    return { check, state: "ok", finding: "no entry is of the future" };
  }
  return {
    check,
    state: "failed",
    finding: `The clock of PostgreSQL is ${describeDuration(Math.abs(gap))} ${
      gap > 0 ? "ahead of" : "behind"
    } this machine's.`,
    advice: "Let NTP keep the clocks of both machines: timedatectl set-ntp true",
  };
}

/** The newest time of what people do. */
async function findNewest(db: Db): Promise<string | undefined> {
  const times = await Promise.all([
    newestOf(db.selectFrom("sessions").select(({ fn }) => fn.max("last_used_at").as("at"))),
    newestOf(db.selectFrom("accounts").select(({ fn }) => fn.max("created_at").as("at"))),
    newestOf(db.selectFrom("posts").select(({ fn }) => fn.max("created_at").as("at"))),
    newestOf(db.selectFrom("photos").select(({ fn }) => fn.max("created_at").as("at"))),
  ]);
  return times.filter((time) => time !== undefined).sort().at(-1);
}

async function newestOf(
  query: { readonly executeTakeFirst: () => Promise<{ at: string | null } | undefined> },
): Promise<string | undefined> {
  return (await query.executeTakeFirst())?.at ?? undefined;
}

async function findGap(db: Db, now: () => Date): Promise<number> {
  const before = now().getTime();
  const { rows } = await sql<{ at: string }>`
    select extract(epoch from clock_timestamp()) * 1000 as at`.execute(db);
  return Number(rows[0]!.at) - (before + now().getTime()) / 2;
}
