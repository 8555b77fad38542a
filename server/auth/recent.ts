import { RECENT_MINUTES } from "../../shared/endpoint.ts";
import { MINUTE } from "../database/timestamps.ts";
import type { Caller } from "../http/handler.ts";
import { Problem } from "../http/problem.ts";

/** Refuses a script token, and a session whose password was not entered recently. */
export function assertRecent(caller: Caller, now: Date): void {
  if (caller.kind === "script") throw new Problem("insufficient_scope");
  if (!isRecent(caller.authenticatedAt, now)) throw new Problem("recent_login_required");
}

/** Milliseconds that a time may lie ahead: servers that share a database differ a little. */
const CLOCK_TOLERANCE = MINUTE;

/** Whether a password was entered recently enough. */
export function isRecent(authenticatedAt: string | undefined, now: Date): boolean {
  if (authenticatedAt === undefined) return false;
  const age = now.getTime() - Date.parse(authenticatedAt);
  return age >= -CLOCK_TOLERANCE && age <= RECENT_MINUTES * MINUTE;
}
