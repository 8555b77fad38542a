import { matches } from "../../shared/matches.ts";
import { parseJson } from "../../shared/parse_json.ts";
import { CliError } from "../terminal/cli_error.ts";

/** One login on one server, as saved in the config file. */
export interface SavedSession {
  /** Origin of the server that issued the tokens; they are sent to no other. */
  readonly server: string;
  readonly account_id: string;
  readonly email: string;
  readonly access_token: string;
  /** When the access token ends, in UTC; absent for a script token. */
  readonly expires_at?: string;
  /** Absent for a script token. */
  readonly refresh_token?: string;
  /** Id of the family that commands use when none is named. */
  readonly family?: string;
  /** Set if the person allowed plain http to this server. */
  readonly insecure_http?: boolean;
  /** When its server was last asked for its version, in UTC. */
  readonly version_asked_at?: string;
}

/** All saved sessions; the first is the one in use. */
export type SavedSessions = readonly SavedSession[];

/** Whether two saved sessions are of the same account on the same server. */
export function isSameSession(one: SavedSession, other: SavedSession): boolean {
  return one.server === other.server && one.account_id === other.account_id;
}

/** Makes a session the one in use; it replaces an older one of the same account. */
export function withSession(sessions: SavedSessions, session: SavedSession): SavedSessions {
  return [session, ...withoutSession(sessions, session)];
}

/** Removes a session. */
export function withoutSession(sessions: SavedSessions, session: SavedSession): SavedSessions {
  return sessions.filter((other) => !isSameSession(other, session));
}

const TEXT = { type: "string" } as const;

const CONFIG = {
  type: "object",
  required: ["sessions"],
  properties: {
    sessions: {
      type: "array",
      items: {
        type: "object",
        required: ["server", "account_id", "email", "access_token"],
        properties: {
          server: TEXT,
          account_id: TEXT,
          email: TEXT,
          access_token: TEXT,
          expires_at: TEXT,
          refresh_token: TEXT,
          family: TEXT,
          insecure_http: { type: "boolean" },
          version_asked_at: TEXT,
        },
      },
    },
  },
} as const;

const VERSIONED = {
  type: "object",
  required: ["version"],
  properties: { version: { type: "integer" } },
} as const;

/** Reads the text of a config file; returns `undefined` if it is damaged. */
export function parseConfig(text: string): SavedSessions | undefined {
  const value = parseJson(text);
  if (!matches(value, VERSIONED)) return undefined;
  if (value.version > 1) {
    throw new CliError("failed", "The config file was written by a newer circle. Update this one.");
  }
  return value.version === 1 && matches(value, CONFIG) ? value.sessions : undefined;
}

/** Writes the text of a config file. */
export function formatConfig(sessions: SavedSessions): string {
  return JSON.stringify({ version: 1, sessions }, null, 2) + "\n";
}
