import {
  lockFile,
  makePrivateFolder,
  readPrivateFile,
  replacePrivateFile,
  withFiles,
} from "./private_files.ts";
import { formatConfig, parseConfig, type SavedSessions } from "./saved_sessions.ts";

/** The saved sessions, in a config file of a folder that only its owner can look into. */
export interface SessionStore {
  readonly folder: string;
  /** The config file. */
  readonly path: string;
  readonly load: () => Promise<SavedSessions>;
  /** Changes the file while no other `circle` does; what `change` returns is written. */
  readonly update: (change: Change) => Promise<SavedSessions>;
}

type Change = (sessions: SavedSessions) => SavedSessions | Promise<SavedSessions>;

/** Opens the config file of a folder; `warn` tells the person what had to be mended. */
export function openSessionStore(folder: string, warn: Warn): SessionStore {
  const path = `${folder}/config.json`;
  const read = async () => await readPrivateFile(path, warn) ?? formatConfig([]);
  const update = async (change: Change) => {
    await makePrivateFolder(folder);
    using _lock = await lockFile(`${folder}/config.lock`);
    const text = await read();
    const before = parseConfig(text) ?? await keepAside(path, warn);
    let after = before;
    const compose = async () => {
      after = await change(before);
      return after === before ? undefined : formatConfig(after);
    };
    await replacePrivateFile(path, { room: text.length + ROOM_FOR_A_SESSION, compose });
    return after;
  };
  const load = async () => parseConfig(await read()) ?? await update((sessions) => sessions);
  return {
    folder,
    path,
    load: () => withFiles(folder, load),
    update: (change) => withFiles(folder, () => update(change)),
  };
}

type Warn = (text: string) => void;

/** Bytes; a session takes one or two thousand. */
const ROOM_FOR_A_SESSION = 8192;

/** A damaged file is nobody's to throw away: it gets another name. */
async function keepAside(path: string, warn: Warn): Promise<SavedSessions> {
  const aside = `${path}.damaged-${new Date().toISOString().replaceAll(/\D/g, "")}`;
  await Deno.rename(path, aside);
  warn(`${path} was damaged. It is kept as ${aside}; log in again.`);
  return [];
}
