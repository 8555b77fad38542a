import { join } from "node:path";
import { Failure } from "./failure.ts";

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

/** The config file: `config.json` in a folder that only its owner can look into. */
export interface SessionStore {
  readonly path: string;
  readonly load: () => Promise<SavedSessions>;
  /** Changes the file while no other `circle` does; what `change` returns is written. */
  readonly update: (
    change: (sessions: SavedSessions) => SavedSessions | Promise<SavedSessions>,
  ) => Promise<SavedSessions>;
}

/** Opens the config file of a folder; `warn` tells the person what had to be mended. */
export function openSessionStore(folder: string, warn: (text: string) => void): SessionStore {
  const path = join(folder, "config.json");
  return {
    path,
    load: () => loadSessions(path, warn),
    update: async (change) => {
      await prepareFolder(folder);
      using _lock = await lockFile(join(folder, "config.lock"));
      const sessions = await change(await loadSessions(path, warn));
      await writeSessions(folder, path, sessions);
      return sessions;
    },
  };
}

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

interface ConfigFile {
  readonly version: 1;
  readonly sessions: SavedSessions;
}

async function loadSessions(path: string, warn: (text: string) => void): Promise<SavedSessions> {
  const info = await statIfThere(path);
  if (!info?.isFile) return []; // a link is not followed; the next write replaces it
  if (isLoose(info)) {
    await Deno.chmod(path, 0o600);
    warn(`${path} could be read by others; now it cannot.`);
  }
  const text = await Deno.readTextFile(path);
  const config = parseConfig(text);
  if (config) return config.sessions;
  return await keepAside(path, warn);
}

function parseConfig(text: string): ConfigFile | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (isRecord(value) && typeof value.version === "number" && value.version > 1) {
    throw new Failure("failed", "The config file was written by a newer circle. Update this one.");
  }
  return isConfigFile(value) ? value : undefined;
}

function isConfigFile(value: unknown): value is ConfigFile {
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

/** A damaged file is nobody's to throw away: it gets another name. */
async function keepAside(path: string, warn: (text: string) => void): Promise<SavedSessions> {
  const aside = `${path}.damaged-${new Date().toISOString().replaceAll(/\D/g, "").slice(0, 14)}`;
  await Deno.rename(path, aside);
  warn(`${path} was damaged. It is kept as ${aside}; log in again.`);
  return [];
}

async function writeSessions(folder: string, path: string, sessions: SavedSessions): Promise<void> {
  await removeUnfinished(folder);
  const unfinished = `${path}.unfinished-${crypto.randomUUID()}`;
  const config: ConfigFile = { version: 1, sessions };
  try {
    using file = await Deno.open(unfinished, { createNew: true, write: true, mode: 0o600 });
    const bytes = new TextEncoder().encode(JSON.stringify(config, null, 2) + "\n");
    for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
    await file.sync();
  } catch (error) {
    await Deno.remove(unfinished).catch(() => {});
    throw error;
  }
  await Deno.rename(unfinished, path);
}

/** What a command that was killed has left behind: nobody else writes while the lock is held. */
async function removeUnfinished(folder: string): Promise<void> {
  for await (const { name } of Deno.readDir(folder)) {
    if (name.startsWith("config.json.unfinished-")) await Deno.remove(join(folder, name));
  }
}

async function prepareFolder(folder: string): Promise<void> {
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  if (isLoose(await Deno.stat(folder))) await Deno.chmod(folder, 0o700);
}

async function lockFile(path: string): Promise<Disposable> {
  const file = await Deno.open(path, { create: true, write: true, mode: 0o600 });
  await file.lock(true);
  return file; // closing it lets go of the lock
}

function isLoose({ mode }: Deno.FileInfo): boolean {
  return mode !== null && (mode & 0o077) !== 0;
}

async function statIfThere(path: string): Promise<Deno.FileInfo | undefined> {
  try {
    return await Deno.lstat(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
