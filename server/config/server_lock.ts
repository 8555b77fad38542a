import { basename, dirname, join } from "node:path";
import type { Logger } from "@logtape/logtape";
import { LOCK_FILES } from "./data_folder.ts";

/** The file of which each running server holds a shared lock. */
const FILE = LOCK_FILES.run;

/**
 * Marks a data folder as that of a running server, until disposed; the kernel ends that too, even if
 * the process is killed. Warns if another server uses it already. The caller holds the lock of
 * `openDataFolder`, so that servers come one by one. A disk without locks stops nobody.
 */
export async function markDataFolder(
  dataDir: string,
  log: Logger,
): Promise<Disposable | undefined> {
  let file: Deno.FsFile | undefined;
  try {
    file = await Deno.open(join(dataDir, FILE), {
      create: true,
      read: true,
      write: true,
      mode: 0o600,
    });
    const isAlone = await file.tryLock(true);
    if (isAlone) {
      await notePlace(file, dataDir);
      await file.unlock(); // Windows changes no lock into another
    }
    await file.lock(false);
    if (!isAlone) {
      log.warn("another server runs on this data folder", {
        advice: "stop one of them, unless both are meant: a failing disk may lose data of two",
      });
    }
    return file;
  } catch {
    file?.close();
    return undefined;
  }
}

/** Notes where the folder is, so that the lock is found after the folder was moved away. */
async function notePlace(file: Deno.FsFile, dataDir: string): Promise<void> {
  try {
    await file.truncate();
    await file.write(new TextEncoder().encode(await Deno.realPath(dataDir)));
  } catch { /* a full disk: the lock itself needs no room */ }
}

/**
 * The folder of a running server that was started on this data folder: the folder itself, or one
 * beside it, if somebody has moved it away meanwhile.
 */
export async function findServedFolder(dataDir: string): Promise<string | undefined> {
  if (await isLocked(dataDir)) return dataDir;
  const parent = await Deno.realPath(dirname(dataDir)).catch(() => undefined);
  if (parent === undefined) return undefined;
  const place = await Deno.realPath(dataDir).catch(() => join(parent, basename(dataDir)));
  for (const folder of await listFolders(dirname(place))) {
    const noted = await Deno.readTextFile(join(folder, FILE)).catch(() => undefined);
    if (noted === place && await isLocked(folder)) return folder;
  }
  return undefined;
}

async function isLocked(dataDir: string): Promise<boolean> {
  try {
    using file = await Deno.open(join(dataDir, FILE), { read: true, write: true });
    return !await file.tryLock(true);
  } catch {
    return false; // there is no such file, or the disk has no locks
  }
}

async function listFolders(path: string): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(path)).catch(() => []);
  return entries.filter(({ isDirectory }) => isDirectory).map(({ name }) => join(path, name));
}
