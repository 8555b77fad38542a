import type { Schema } from "../shared/endpoint.ts";
import { hasShape } from "../shared/has_shape.ts";
import { parseJson } from "../shared/parse_json.ts";
import { Failure } from "./failure.ts";
import type { SavedSession, SavedSessions } from "./saved_sessions.ts";

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
