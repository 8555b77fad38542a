import { CliError } from "../terminal/cli_error.ts";
import type { HoldSignals } from "../terminal/signal_hold.ts";

type Warn = (text: string) => void;

/** What the files of the config folder depend on. */
export interface ConfigFiles {
  /** The config folder; throws if none can be found. */
  readonly getFolder: () => string;
  /** Tells the person what was repaired. */
  readonly warn: Warn;
  readonly holdSignals: HoldSignals;
}

/**
 * Changes a private file in the config folder: no other process with the same lock does so, and no
 * signal ends it halfway.
 */
export async function changeLocked<T>(
  { getFolder, warn, holdSignals }: ConfigFiles,
  lock: string,
  change: () => Promise<T>,
): Promise<T> {
  const folder = getFolder();
  return await withFiles(folder, async () => {
    await makePrivateFolder(folder, warn);
    using _lock = await lockFile(`${folder}/${lock}`);
    return await holdSignals(change);
  });
}

/** Makes a private folder, or makes an existing one private. */
async function makePrivateFolder(path: string, warn: Warn): Promise<void> {
  await Deno.mkdir(path, { recursive: true, mode: 0o700 });
  const info = await Deno.stat(path);
  if (info.mode !== null && (info.mode & STICKY) !== 0) {
    throw new CliError("failed", `${path} is shared with others: CIRCLE_CONFIG_DIR must not be.`);
  }
  if (!isLoose(info)) return;
  await Deno.chmod(path, 0o700);
  if (isLoose(await Deno.stat(path))) {
    warn(`Others can read ${path}, and its file system does not allow changing that.`);
  }
}

/** The mode of shared folders such as /tmp. */
const STICKY = 0o1000;

/** Waits until no other process holds a lock; disposing of it releases it. */
async function lockFile(path: string): Promise<Disposable> {
  const file = await Deno.open(path, { create: true, write: true, mode: 0o600 });
  await file.lock(true);
  return file;
}

/**
 * Reads a private file; `undefined` if there is none. Looser permissions are repaired with a
 * warning. A symlink is not followed: it counts as no file.
 */
export async function readPrivateFile(path: string, warn: Warn): Promise<string | undefined> {
  try {
    const info = await Deno.lstat(path);
    if (!info.isFile) return undefined;
    if (isLoose(info)) warn(await repairMode(path));
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

async function repairMode(path: string): Promise<string> {
  try {
    await Deno.chmod(path, 0o600);
    // Some file systems accept a change of mode without making it (WSL, CIFS).
    if (!isLoose(await Deno.lstat(path))) return `${path} could be read by others; now it cannot.`;
  } catch { /* said below */ }
  return `${path} can be read by others, and that cannot be changed.`;
}

function isLoose({ mode }: Deno.FileInfo): boolean {
  return mode !== null && (mode & 0o077) !== 0;
}

/**
 * Replaces a file atomically with the text that `compose` returns; `undefined` leaves it as it is.
 * `size` bytes are allocated before `compose` is called, so that a full disk is found first. Only
 * the holder of the lock may call it.
 */
export async function replacePrivateFile(
  path: string,
  size: number,
  compose: () => Promise<string | undefined>,
): Promise<void> {
  const draft = `${path}.unfinished`;
  await removeIfPresent(draft); // left by a command that was killed
  try {
    if (await writeDraft(draft, size, compose)) await Deno.rename(draft, path);
  } finally {
    await removeIfPresent(draft); // unless it was renamed
  }
}

async function writeDraft(
  path: string,
  size: number,
  compose: () => Promise<string | undefined>,
): Promise<boolean> {
  using file = await Deno.open(path, { createNew: true, write: true, mode: 0o600 });
  await writeAll(file, new Uint8Array(size));
  const text = await compose();
  if (text === undefined) return false;
  const bytes = new TextEncoder().encode(text);
  await file.seek(0, Deno.SeekMode.Start);
  await writeAll(file, bytes);
  await file.truncate(bytes.length);
  await file.sync();
  return true;
}

async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
}

async function removeIfPresent(path: string): Promise<void> {
  try {
    await Deno.remove(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** Runs work with the files of a folder; system errors become sentences. */
export async function withFiles<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw explainNoGrant(folder);
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (typeof code !== "string") throw error;
    const reason = REASONS[code] ?? `the system says ${code}`;
    throw new CliError("failed", `${folder} cannot be used: ${reason}. Nothing was changed there.`);
  }
}

/** Explains that the task or the shim, which grant the paths of this command, left one out. */
export function explainNoGrant(path: string): CliError {
  const reason = /[,\r\n]/.test(path) ? ": no path with a comma or a line break can be" : "";
  return new CliError("failed", `Deno was not granted ${path}${reason}.`);
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "your disk quota is used up",
  EROFS: "it is read-only",
  ENOENT: "its folder is not there",
  ENOTDIR: "its folder is not there",
  EISDIR: "it is a folder",
  EACCES: "it belongs to another user",
  EPERM: "it belongs to another user",
};
