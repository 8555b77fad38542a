import { join } from "node:path";
import { readSums } from "./backup_info.ts";

/** Which backups of a folder lack a file, or no longer say which files they have; by name. */
export async function findBroken(folder: string, names: readonly string[]): Promise<string[]> {
  const broken: string[] = [];
  for (const name of names) {
    if (!await hasAllFiles(join(folder, name))) broken.push(name);
  }
  return broken;
}

async function hasAllFiles(path: string): Promise<boolean> {
  try {
    for (const file of (await readSums(path)).keys()) await Deno.lstat(join(path, file));
    return true;
  } catch {
    return false; // also where this user may not look
  }
}
