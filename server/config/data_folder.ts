import { join } from "node:path";
import { StartError } from "./start_error.ts";

/**
 * Makes the data folder where there is none, and keeps others out of it. What is returned holds
 * the folder until it is disposed of, so that of servers that start at once one makes what is in it.
 */
export async function openDataFolder(dataDir: string): Promise<Disposable> {
  try {
    await Deno.mkdir(dataDir, { recursive: true, mode: 0o700 });
    const { mode } = await Deno.stat(dataDir);
    if (hasMode(mode, 0o1000) || !await isOurs(dataDir)) {
      throw new StartError(
        `The folder ${dataDir} holds other things. Name an empty or a new one as CIRCLE_DATA_DIR.`,
      );
    }
    if (hasMode(mode, 0o077)) await Deno.chmod(dataDir, 0o700);
    return await lock(join(dataDir, "start.lock"));
  } catch (error) {
    if (error instanceof StartError) throw error;
    const { name } = error as Error; // the file system throws nothing else
    throw new StartError(
      `The data folder ${dataDir} cannot be used (${name}). Check CIRCLE_DATA_DIR and who owns the folder.`,
    );
  }
}

/** Whether a file mode has any of some bits; where there are no modes, none has. */
function hasMode(mode: number | null, bits: number): boolean {
  return mode !== null && (mode & bits) !== 0;
}

/** Whether a folder is empty, but for what a file system keeps at its top, or was made by us. */
async function isOurs(dataDir: string): Promise<boolean> {
  const names = (await Array.fromAsync(Deno.readDir(dataDir))).map(({ name }) => name)
    .filter((name) => name !== "lost+found");
  return names.length === 0 ||
    names.some((name) => /^(circle\.db.*|signing-keys|start\.lock)$/.test(name));
}

async function lock(path: string): Promise<Disposable> {
  const file = await Deno.open(path, { create: true, write: true, mode: 0o600 });
  await file.lock(true); // ends with the file, also where the process is killed
  return file;
}
