import { Failure } from "./failure.ts";
import type { SavedSessions } from "./saved_sessions.ts";

/** What the config file holds. */
interface Config {
  readonly version: 1;
  readonly sessions: SavedSessions;
}

/** The sessions of a config file; `undefined` where it is damaged. */
export function parseConfig(text: string): SavedSessions | undefined {
  const value = parseJson(text);
  if (isRecord(value) && typeof value.version === "number" && value.version > 1) {
    throw new Failure("failed", "The config file was written by a newer circle. Update this one.");
  }
  return isConfig(value) ? value.sessions : undefined;
}

/** The text of a config file. */
export function formatConfig(sessions: SavedSessions): string {
  const config: Config = { version: 1, sessions };
  return JSON.stringify(config, null, 2) + "\n";
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isConfig(value: unknown): value is Config {
  return isRecord(value) && value.version === 1 && Array.isArray(value.sessions) &&
    value.sessions.every((session) =>
      isRecord(session) &&
      [session.server, session.account_id, session.email, session.access_token].every(isText) &&
      [session.expires_at, session.refresh_token, session.family].every((text) =>
        text === undefined || isText(text)
      )
    );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}
