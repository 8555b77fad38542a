import { DAY, isOlder, timestampBefore } from "../database/timestamps.ts";
import type { SessionsTable } from "../database/tables.ts";

/** Milliseconds without a refresh after which a session ends. */
export const SESSION_IDLE_TIMEOUT = 30 * DAY;

/** Milliseconds after its login at which a session ends, however much it is used. */
const SESSION_MAX_AGE = 365 * DAY;

/** Whether a session has reached one of its limits. */
export function hasEnded(
  { created_at, last_used_at }: Pick<SessionsTable, "created_at" | "last_used_at">,
  now: Date,
): boolean {
  return isOlder(last_used_at, SESSION_IDLE_TIMEOUT, now) ||
    isOlder(created_at, SESSION_MAX_AGE, now);
}

/** The earliest last use, and the earliest login, of a session that has not ended. */
export function oldestOpen(now: Date) {
  return {
    usedSince: timestampBefore(now, SESSION_IDLE_TIMEOUT),
    startedSince: timestampBefore(now, SESSION_MAX_AGE),
  };
}
