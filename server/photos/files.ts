import { dirname } from "node:path";

/** Writes a file that only we can read, and waits until the disk has it. */
export async function writeSafely(path: string, bytes: Uint8Array): Promise<void> {
  using file = await Deno.open(path, { createNew: true, write: true, mode: 0o600 });
  await writeAll(file, bytes);
  await file.sync();
}

/** Writes all bytes into an open file. */
export async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
}

/** Makes a folder, and waits until the disk has its name. */
export async function makeFolder(path: string): Promise<void> {
  try {
    await Deno.mkdir(path, { mode: 0o700 });
    await flushFolder(dirname(path));
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
  }
}

/** Waits until the disk has the names in a folder. */
export async function flushFolder(path: string): Promise<void> {
  if (Deno.build.os === "windows") return; // has no such thing
  using folder = await Deno.open(path);
  await folder.sync();
}

/** What is in a folder, which may not be there yet. */
export async function listEntries(path: string): Promise<Deno.DirEntry[]> {
  try {
    return await Array.fromAsync(Deno.readDir(path));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

/** Whether a file was written before a time; false if it is gone. */
export async function isOlder(path: string, before: Date): Promise<boolean> {
  try {
    const { mtime } = await Deno.stat(path);
    return mtime !== null && mtime < before;
  } catch {
    return false; // it is gone
  }
}

/** Moves a file; false if there is none. */
export async function moveIfThere(from: string, to: string): Promise<boolean> {
  try {
    await Deno.rename(from, to);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Removes a file, if there is one. */
export async function removeIfThere(path: string): Promise<void> {
  try {
    await Deno.remove(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
