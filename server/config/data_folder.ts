import { join } from "node:path";
import { StartError } from "./start_error.ts";

/** The files in a data folder that are only locked: while a server starts, and while it runs. */
export const LOCK_FILES = { start: "start.lock", run: "server.lock" } as const;

/** The paths of those files. */
export function listLockFiles(dataDir: string): string[] {
  return Object.values(LOCK_FILES).map((name) => join(dataDir, name));
}

/**
 * Makes the data folder if it is missing, and makes it private. The returned lock is held until
 * disposed, so that of servers that start at once one creates the contents.
 */
export async function openDataFolder(dataDir: string): Promise<Disposable> {
  try {
    await Deno.mkdir(dataDir, { recursive: true, mode: 0o700 });
    const { mode, uid } = await Deno.stat(dataDir);
    if (!await isOurs(dataDir)) {
      throw new StartError(
        `The folder ${dataDir} holds other things. Name an empty or a new one as CIRCLE_DATA_DIR.`,
      );
    }
    const isShared = hasMode(mode, 0o1000) && hasMode(mode, 0o077);
    if (isShared && !await isOwnersAlone(dataDir, uid)) {
      const shown = (mode! & 0o7777).toString(8);
      throw new StartError(
        `The folder ${dataDir} may be one that all users share, as /tmp is (its mode is ${shown}). ` +
          "Name another as CIRCLE_DATA_DIR; or, if it is nobody else's, run chmod 700 on it.",
      );
    }
    if (hasMode(mode, 0o077)) await Deno.chmod(dataDir, 0o700);
    return await lock(join(dataDir, LOCK_FILES.start));
  } catch (error) {
    if (error instanceof StartError) throw error;
    const { name } = error as Error; // file systems throw nothing else
    if (error instanceof Deno.errors.NotCapable) {
      throw new StartError(
        `Deno may not use the data folder ${dataDir}. Name the folder of CIRCLE_DATA_DIR in its flags ` +
          "--allow-read and --allow-write.",
      );
    }
    throw new StartError(
      `The data folder ${dataDir} cannot be used (${name}). Check CIRCLE_DATA_DIR and who owns the folder.`,
    );
  }
}

/** Whether a file mode has any of some bits; false on systems without modes. */
function hasMode(mode: number | null, bits: number): boolean {
  return mode !== null && (mode & bits) !== 0;
}

/** Whether a folder is ours, or empty apart from `lost+found`. */
async function isOurs(dataDir: string): Promise<boolean> {
  const names = (await Array.fromAsync(Deno.readDir(dataDir))).map(({ name }) => name)
    .filter((name) => name !== "lost+found");
  const ours: readonly string[] = ["signing-keys", ...Object.values(LOCK_FILES)];
  return names.length === 0 ||
    names.some((name) => name.startsWith("circle.db") || ours.includes(name));
}

/**
 * Whether a folder with the sticky bit is that of the user who runs this, and of nobody else: a
 * folder of root may be `/tmp`, or a queue of the system. Our user is read from a file that we make.
 */
async function isOwnersAlone(dataDir: string, owner: number | null): Promise<boolean> {
  const path = join(dataDir, LOCK_FILES.start);
  const existed = await Deno.stat(path).then(() => true, () => false);
  (await Deno.open(path, { create: true, write: true, mode: 0o600 })).close();
  const { uid } = await Deno.stat(path);
  const isOwners = owner === uid && owner !== 0;
  if (!isOwners && !existed) await Deno.remove(path);
  return isOwners;
}

async function lock(path: string): Promise<Disposable> {
  const file = await Deno.open(path, { create: true, write: true, mode: 0o600 });
  await file.lock(true); // released with the file, even if the process is killed
  return file;
}
