import type { EndedCredentials } from "./end_credentials.ts";

/** What let somebody in and was ended: `2 sessions, 1 script token, …`. */
export function describeEnded(ended: EndedCredentials): string {
  return [
    countOf(ended.sessions, "session"),
    countOf(ended.script_tokens, "script token"),
    countOf(ended.feeds, "feed"),
    countOf(ended.invites, "invite"),
    countOf(ended.reset_codes, "reset code"),
  ].join(", ");
}

/** A number and what it counts: `1 session`, `2 sessions`. */
export function countOf(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
