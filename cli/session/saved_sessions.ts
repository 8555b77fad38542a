import type { Schema } from "../../shared/endpoint.ts";
import { hasShape } from "../../shared/has_shape.ts";
import { parseJson } from "../../shared/parse_json.ts";
import { Failure } from "../terminal/cli_error.ts";

/** One login on one server, as it is kept between two commands. */
export interface SavedSession {
  /** Origin of the server that issued the tokens; they go nowhere else. */
  readonly server: string;
  readonly account_id: string;
  readonly email: string;
  readonly access_token: string;
  /** When the access token ends, in UTC; absent for a script token. */
  readonly expires_at?: string;
  /** Absent for a script token. */
  readonly refresh_token?: string;
  /** Id of the family that commands mean when none is named. */
  readonly family?: string;
}

/** All saved sessions; the first is the one in use. */
export type SavedSessions = readonly SavedSession[];

/** The same session: of the same account on the same server. */
export function isSameSession(one: SavedSession, other: SavedSession): boolean {
  return one.server === other.server && one.account_id === other.account_id;
}

/** Puts a session first, in place of an older one of the same account. */
export function withSession(sessions: SavedSessions, session: SavedSession): SavedSessions {
  return [session, ...withoutSession(sessions, session)];
}

/** Leaves out a session. */
export function withoutSession(sessions: SavedSessions, session: SavedSession): SavedSessions {
  return sessions.filter((other) => !isSameSession(other, session));
}

/** What the config file holds. */
interface Config {
  readonly version: 1;
  readonly sessions: SavedSessions;
}

const TEXT = { type: "string" } as const;

const SESSION_FIELDS: Readonly<Record<keyof SavedSession, Schema>> = {
  server: TEXT,
  account_id: TEXT,
  email: TEXT,
  access_token: TEXT,
  expires_at: TEXT,
  refresh_token: TEXT,
  family: TEXT,
};

const SESSION = {
  type: "object",
  required: ["server", "account_id", "email", "access_token"],
  properties: SESSION_FIELDS,
} as const;

const VERSIONED = {
  type: "object",
  required: ["version"],
  properties: { version: { type: "integer" } },
} as const;

const CONFIG = {
  type: "object",
  required: ["sessions"],
  properties: { sessions: { type: "array", items: SESSION } },
} as const;

/** The sessions of a config file; `undefined` where it is damaged. */
export function parseConfig(text: string): SavedSessions | undefined {
  const value = parseJson(text);
  if (!hasShape<{ readonly version: number }>(value, VERSIONED)) return undefined;
  if (value.version > 1) {
    throw new Failure("failed", "The config file was written by a newer circle. Update this one.");
  }
  return value.version === 1 && hasShape<Config>(value, CONFIG) ? value.sessions : undefined;
}

/** The text of a config file. */
export function formatConfig(sessions: SavedSessions): string {
  const config: Config = { version: 1, sessions };
  return JSON.stringify(config, null, 2) + "\n";
}
