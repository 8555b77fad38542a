import { CliError } from "../terminal/cli_error.ts";

/** Makes a folder, or an older one that was looser, one that only its owner can look into. */
export async function makePrivateFolder(path: string): Promise<void> {
  await Deno.mkdir(path, { recursive: true, mode: 0o700 });
  const info = await Deno.stat(path);
  if (info.mode !== null && (info.mode & STICKY) !== 0) {
    throw new CliError("failed", `${path} is shared with others: CIRCLE_CONFIG_DIR must not be.`);
  }
  if (isLoose(info)) await Deno.chmod(path, 0o700);
}

/** The mode of folders such as /tmp, which everybody writes into. */
const STICKY = 0o1000;

/** Waits until no other process holds the lock; disposing of it lets go. */
export async function lockFile(path: string): Promise<Disposable> {
  const file = await Deno.open(path, { create: true, write: true, mode: 0o600 });
  await file.lock(true);
  return file;
}

/**
 * The text of a file that nobody else may read, `undefined` where there is none. What is looser is
 * mended, and `warn` is told. A link is not followed: it counts as no file.
 */
export async function readPrivateFile(
  path: string,
  warn: (text: string) => void,
): Promise<string | undefined> {
  try {
    const info = await Deno.lstat(path);
    if (!info.isFile) return undefined;
    if (isLoose(info)) warn(await mendMode(path));
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

async function mendMode(path: string): Promise<string> {
  try {
    await Deno.chmod(path, 0o600);
    return `${path} could be read by others; now it cannot.`;
  } catch {
    return `${path} can be read by others, and that cannot be changed.`;
  }
}

function isLoose({ mode }: Deno.FileInfo): boolean {
  return mode !== null && (mode & 0o077) !== 0;
}

/** How a file gets another text. */
export interface Replacement {
  /** Bytes that are set aside on the disk first: a full one is found before anything is done. */
  readonly room: number;
  /** The new text; `undefined` leaves the file as it is. */
  readonly compose: () => Promise<string | undefined>;
}

/** Replaces a file at once or not at all. Only whoever holds the lock may call it. */
export async function replacePrivateFile(path: string, replacement: Replacement): Promise<void> {
  const draft = `${path}.unfinished`;
  await removeIfThere(draft); // of a command that was killed
  try {
    if (await writeDraft(draft, replacement)) await Deno.rename(draft, path);
  } finally {
    await removeIfThere(draft); // where it has not taken the place of the file
  }
}

async function writeDraft(path: string, { room, compose }: Replacement): Promise<boolean> {
  using file = await Deno.open(path, { createNew: true, write: true, mode: 0o600 });
  await writeAll(file, new Uint8Array(room));
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

async function removeIfThere(path: string): Promise<void> {
  try {
    await Deno.remove(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** Does something with the files of a folder; what the system refuses is put into a sentence. */
export async function withFiles<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (typeof code !== "string") throw error;
    const reason = REASONS[code] ?? `the system says ${code}`;
    throw new CliError("failed", `${folder} cannot be used: ${reason}. Nothing was changed there.`);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the disk space that you may use is full",
  EROFS: "it can only be read",
  EACCES: "it belongs to somebody else",
  EPERM: "it belongs to somebody else",
};
