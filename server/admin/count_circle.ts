import { join } from "node:path";
import type { Settings } from "../config/config.ts";
import type { Db } from "../database/database.ts";
import { measureDatabase } from "../database/measure_database.ts";
import { openSource } from "../database/open_source.ts";
import type { Tables } from "../database/tables.ts";
import { DAY, timestampBefore } from "../database/timestamps.ts";
import { readBackupInfo } from "./backup_info.ts";
import { findBackups } from "./find_backups.ts";
import { type ForeignBackup, identifyCircle, isUnregistered } from "./sort_backups.ts";

/** What is counted of each table, by the name that hosts know it by. */
const COUNTED = {
  accounts: "accounts",
  families: "families",
  people: "people",
  posts: "posts",
  comments: "comments",
  sessions: "sessions",
  script_tokens: "script_tokens",
  feeds: "feeds",
} as const satisfies Readonly<Record<string, keyof Tables>>;

type Counts = { readonly [name in keyof typeof COUNTED]: number };

/** How big a circle is, and whether it is used: numbers, and no names. */
export interface CircleStats extends Counts {
  /** Whether anybody has ever registered. */
  readonly is_registered: boolean;
  readonly photos: number;
  /** Of the files of all photos. */
  readonly photo_bytes: number;
  readonly database_bytes: number;
  /** How many accounts were last active how long ago; those signed in nowhere have no time. */
  readonly last_active: {
    readonly within_day: number;
    readonly within_week: number;
    readonly within_30_days: number;
    readonly longer_ago: number;
    /** Signed out everywhere, or never signed in. */
    readonly signed_out: number;
  };
  readonly backups: {
    readonly folder: string;
    /** What this user may not read, so that some may be unknown; null if it may. */
    readonly unreadable: string | null;
    /** Without those of another circle. */
    readonly count: number;
    /** How many in the folder are of another circle. */
    readonly foreign: number;
    /** The newest of those. */
    readonly newest_foreign: ForeignBackup | null;
    /** When the newest was made; null without any, or if it cannot be read. */
    readonly newest: string | null;
    /** When the last was made in this folder, if that is known: it may be gone. */
    readonly last_made_at: string | null;
  };
}

interface CountOptions {
  /** The folder of the backups, if the host names it. */
  readonly backups?: string;
  readonly now: Date;
}

/** Counts a circle. Only reads it. */
export async function countCircle(
  settings: Settings,
  { backups, now }: CountOptions,
): Promise<CircleStats> {
  const { config, secrets } = settings;
  await using source = await openSource(config, secrets);
  const { circle, ...counts } = await source.snapshot(async (db) => ({
    circle: await identifyCircle(db),
    ...await countRows(db),
    ...await measurePhotos(db),
    last_active: await countActive(db, now),
  }));
  return {
    is_registered: !isUnregistered(circle),
    ...counts,
    database_bytes: await measureDatabase(source, config, secrets),
    backups: await countBackups(settings, { named: backups, circle }),
  };
}

async function countRows(db: Db): Promise<Counts> {
  const counts: Partial<Record<keyof Counts, number>> = {};
  for (const [name, table] of Object.entries(COUNTED)) {
    const { total } = await db.selectFrom(table).select(({ fn }) => fn.countAll().as("total"))
      .executeTakeFirstOrThrow();
    counts[name as keyof Counts] = Number(total);
  }
  return counts as Counts; // each was set
}

async function measurePhotos(db: Db): Promise<Pick<CircleStats, "photos" | "photo_bytes">> {
  const { total } = await db.selectFrom("photos").select(({ fn }) => fn.countAll().as("total"))
    .executeTakeFirstOrThrow();
  const files = db.selectFrom("photos").select(["sha256", "bytes"]).distinct().as("files");
  const { bytes } = await db.selectFrom(files).select(({ fn }) => fn.sum("bytes").as("bytes"))
    .executeTakeFirstOrThrow();
  return { photos: Number(total), photo_bytes: Number(bytes ?? 0) };
}

async function countActive(db: Db, now: Date): Promise<CircleStats["last_active"]> {
  const accounts = await db.selectFrom("accounts")
    .leftJoin("sessions", "sessions.account_id", "accounts.id")
    .select(({ fn }) => fn.max("sessions.last_used_at").as("last"))
    .groupBy("accounts.id").execute();
  const times = accounts.map(({ last }) => last);
  const countSince = (days: number) => {
    const start = timestampBefore(now, days * DAY);
    return times.filter((last) => last !== null && last >= start).length;
  };
  const [day, week, month] = [countSince(1), countSince(7), countSince(30)];
  const signed_out = times.filter((last) => last === null).length;
  return {
    within_day: day,
    within_week: week - day,
    within_30_days: month - week,
    longer_ago: times.length - signed_out - month,
    signed_out,
  };
}

async function countBackups(
  ...given: Parameters<typeof findBackups>
): Promise<CircleStats["backups"]> {
  const { folder, names, foreign, unreadable, lastMadeAt } = await findBackups(...given);
  const newest = names.at(-1);
  const info = newest && await readBackupInfo(join(folder, newest)).catch(() => undefined);
  return {
    folder,
    unreadable: unreadable ?? null,
    count: names.length,
    foreign: foreign.length,
    newest_foreign: foreign.at(-1) ?? null,
    newest: info ? info.made_at : null,
    last_made_at: lastMadeAt?.toISOString() ?? null,
  };
}
