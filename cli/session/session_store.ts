import {
  changeLocked,
  type ConfigFiles,
  readPrivateFile,
  replacePrivateFile,
  withFiles,
} from "./private_files.ts";
import { formatConfig, parseConfig, type SavedSessions } from "./saved_sessions.ts";

/** The saved sessions, in a config file in a folder that only its owner can read. */
export interface SessionStore {
  /** The folder of the config file; throws if none can be found. */
  readonly getFolder: () => string;
  /** The config file. */
  readonly getPath: () => string;
  readonly load: () => Promise<SavedSessions>;
  /** Changes the file while no other `circle` does, and saves what `change` returns. */
  readonly update: (change: Change) => Promise<SavedSessions>;
  /** Throws if the file cannot be written. */
  readonly assertWritable: () => Promise<void>;
}

type Change = (sessions: SavedSessions) => SavedSessions | Promise<SavedSessions>;

/** Opens the config file; nothing is read before it is used. */
export function openSessionStore(files: ConfigFiles): SessionStore {
  const { getFolder, warn } = files;
  const getPath = () => `${getFolder()}/config.json`;
  const read = async () => await readPrivateFile(getPath(), warn) ?? formatConfig([]);
  const change = async (change: Change) => {
    const text = await read();
    const before = parseConfig(text) ?? await moveAside(getPath(), warn);
    let after = before;
    await replacePrivateFile(getPath(), text.length + MAX_SESSION_SIZE, async () => {
      after = await change(before);
      return after === before ? undefined : formatConfig(after);
    });
    return after;
  };
  const update = (by: Change) => changeLocked(files, "config.lock", () => change(by));
  return {
    getFolder,
    getPath,
    load: async () =>
      parseConfig(await withFiles(getFolder(), read)) ?? await update((sessions) => sessions),
    update,
    assertWritable: async () => void await update((sessions) => sessions),
  };
}

/** Bytes; a session takes one or two thousand. */
const MAX_SESSION_SIZE = 8192;

/** Renames a damaged file, since only its owner may delete it. */
async function moveAside(path: string, warn: (text: string) => void): Promise<SavedSessions> {
  const aside = `${path}.damaged-${new Date().toISOString().replaceAll(/\D/g, "")}`;
  await Deno.rename(path, aside);
  warn(`${path} was damaged. It is kept as ${aside}; log in again.`);
  return [];
}
