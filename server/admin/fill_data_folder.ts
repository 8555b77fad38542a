import { join } from "node:path";
import { databaseFile, unfinishedCopy } from "../config/config.ts";
import { listLockFiles, openDataFolder } from "../config/data_folder.ts";
import { type GiveFiles, giveFilesIn } from "./give_files.ts";
import { flushFile, flushFolder } from "./hashed_files.ts";

/** How a circle comes into a data folder. */
interface Filling<T> {
  /** Throws where the folder has a circle: another command may have been faster, whose files stay. */
  readonly refuseUsed: () => Promise<void>;
  /** Makes the database in a file, and what belongs beside it. */
  readonly fill: (file: string, give: GiveFiles) => Promise<T>;
}

/**
 * Makes a circle in a data folder. Its database is renamed last: until then no server starts on the
 * folder. A failure leaves nothing behind.
 */
export async function fillDataFolder<T>(
  dataDir: string,
  { refuseUsed, fill }: Filling<T>,
): Promise<T> {
  const before = await listNames(dataDir);
  const give = await giveFilesIn(dataDir);
  using _folder = await openDataFolder(dataDir);
  await refuseUsed();
  const unfinished = unfinishedCopy({ dataDir });
  try {
    await Deno.remove(unfinished).catch(() => {}); // what a killed command has left
    const filled = await fill(unfinished, give);
    await flushFile(unfinished);
    await give([dataDir, unfinished, ...listLockFiles(dataDir)]);
    await Deno.rename(unfinished, databaseFile({ dataDir }));
    await flushFolder(dataDir);
    return filled;
  } catch (error) {
    const left = (await listNames(dataDir))?.difference(before ?? new Set()) ?? [];
    for (const name of left) await Deno.remove(join(dataDir, name), { recursive: true });
    if (!before) await Deno.remove(dataDir);
    throw error;
  }
}

/** The files of a folder; `undefined` where there is no folder. */
async function listNames(path: string): Promise<Set<string> | undefined> {
  try {
    return new Set(await Array.fromAsync(Deno.readDir(path), ({ name }) => name));
  } catch {
    return undefined;
  }
}
