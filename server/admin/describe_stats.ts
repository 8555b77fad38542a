import { resolve } from "node:path";
import type { CircleStats } from "./count_circle.ts";
import { describeAge, describeBytes } from "./describe_amounts.ts";
import { formatTable } from "./format_table.ts";

/** What to tell the host of the numbers of a circle. */
export function describeStats(stats: CircleStats, now: Date): string {
  const { last_active: active, backups } = stats;
  const newest = backups.newest === null
    ? ""
    : `, the newest ${describeAge(backups.newest, now)} old`;
  return formatTable([], [
    ["Accounts", String(stats.accounts)],
    ["  active within a day", String(active.within_day)],
    ["  within a week", String(active.within_week)],
    ["  within 30 days", String(active.within_30_days)],
    ["  longer ago", String(active.longer_ago)],
    ["  signed out everywhere", String(active.signed_out)],
    ["Sessions", String(stats.sessions)],
    ["Script tokens", String(stats.script_tokens)],
    ["Feeds", String(stats.feeds)],
    ["Families", String(stats.families)],
    ["People", String(stats.people)],
    ["Posts", String(stats.posts)],
    ["Comments", String(stats.comments)],
    ["Photos", `${stats.photos}, ${describeBytes(stats.photo_bytes)}`],
    ["Database", describeBytes(stats.database_bytes)],
    ["Backups", `${backups.count} in ${resolve(backups.folder)}${newest}`],
  ]);
}
