import { countOf } from "./describe_amounts.ts";
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
