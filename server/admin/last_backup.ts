import { join } from "node:path";

/** The file in the data folder that says when the last backup was made. */
const FILE = "last-backup";

/**
 * Notes when a backup was made, for those who watch the server. A backup is good without the note:
 * beside PostgreSQL there may be no data folder.
 */
export async function noteLastBackup(dataDir: string, madeAt: Date): Promise<void> {
  const path = join(dataDir, FILE);
  try {
    await Deno.writeTextFile(`${path}.new`, `${madeAt.toISOString()}\n`, { mode: 0o600 });
    await Deno.rename(`${path}.new`, path);
  } catch { /* there is no such folder, or it is read-only */ }
}

/** When the last backup was made; `undefined` if nobody has noted it. */
export async function readLastBackup(dataDir: string): Promise<Date | undefined> {
  try {
    const time = new Date((await Deno.readTextFile(join(dataDir, FILE))).trim());
    return Number.isNaN(time.getTime()) ? undefined : time;
  } catch {
    return undefined;
  }
}
