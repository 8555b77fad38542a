import { ADMIN_PROGRAM } from "../config/program_names.ts";
import type { CircleStats } from "./count_circle.ts";
import { describeAge, describeBytes, describeLead, isAhead } from "./describe_amounts.ts";
import { OLD_BACKUP } from "./find_backups.ts";
import { describeStrangers } from "./describe_strangers.ts";
import { formatTable } from "./format_table.ts";

/** What to tell the host of the numbers of a circle. */
export function describeStats(stats: CircleStats, now: Date): string {
  const { last_active: active } = stats;
  return formatTable([], [
    ["Accounts", String(stats.accounts)],
    ["  active within a day", String(active.within_day)],
    ["  within a week", String(active.within_week)],
    ["  within 30 days", String(active.within_30_days)],
    ["  longer ago", String(active.longer_ago)],
    ["  signed in nowhere", String(active.signed_out)],
    ["Sessions", String(stats.sessions)],
    ["Script tokens", String(stats.script_tokens)],
    ["Feeds", String(stats.feeds)],
    ["Families", String(stats.families)],
    ["People", String(stats.people)],
    ["Posts", String(stats.posts)],
    ["Comments", String(stats.comments)],
    ["Photos", `${stats.photos}, ${describeBytes(stats.photo_bytes)}`],
    ["Database", describeBytes(stats.database_bytes)],
    ["Backups", describeBackups(stats.backups, now)],
    ...stats.backups.foreign > 0
      ? [["  of another circle", `${stats.backups.foreign}: see ${ADMIN_PROGRAM} check`]]
      : [],
  ]);
}

/** What to tell the host of a circle that may have taken the place of another; else undefined. */
export function describeNobody({ is_registered, backups }: CircleStats): string | undefined {
  const { folder, foreign: count, newest_foreign: newest } = backups;
  if (is_registered || !newest) return undefined;
  return `Nobody has registered in this circle; ${describeStrangers(folder, { count, newest })}. ` +
    "Mount the disk of the circle, or restore that backup.";
}

function describeBackups(
  { folder, unreadable, count, foreign, newest, last_made_at }: CircleStats["backups"],
  now: Date,
): string {
  if (count === 0 && unreadable) return `unknown: this user may not read ${unreadable}`;
  if (count === 0 && foreign > 0) return `none of this circle in ${folder}`;
  if (count === 0) {
    return last_made_at === null
      ? `none in ${folder}: make one by ${ADMIN_PROGRAM} backup FOLDER`
      : `none in ${folder} any more, where the last was made ${
        describeAge(last_made_at, now)
      } ago: look for it`;
  }
  if (newest === null) return `${count} in ${folder}`;
  if (isAhead(newest, now)) {
    return `${count} in ${folder}, the newest made ${
      describeLead(newest, now)
    } later than it is now: look at the clock`;
  }
  const isOld = now.getTime() - Date.parse(newest) > OLD_BACKUP;
  return `${count} in ${folder}, the newest ${describeAge(newest, now)} old${
    isOld ? ": look why there is no newer one" : ""
  }`;
}
