import { join } from "node:path";
import { StartError } from "../config/start_error.ts";
import { explainFileError } from "./explain_file_error.ts";
import { nameUser } from "./find_operator.ts";
import type { GiveFiles } from "./give_files.ts";

/** The name of a backup made at a time; there are no colons in it, for the disks of Windows. */
function nameBackup(madeAt: Date): string {
  return `circle-${madeAt.toISOString().slice(0, 19).replaceAll(":", "-")}Z`;
}

/** What is added to the name of a backup until it is whole, and once it is being removed. */
export const UNFINISHED = ".unfinished";

/** Earlier versions added a number to the second of two in the same second. */
const NAME = /^circle-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ(-\d+)?$/;

/** The names of the whole backups in a folder, the oldest first. */
export async function listBackups(folder: string): Promise<string[]> {
  const names = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
  return names.filter((name) => NAME.test(name)).sort(compareNames);
}

/** Sorts by the time, and by the number that is added where two are of the same second. */
function compareNames(one: string, other: string): number {
  const time = (name: string) => name.slice(0, "circle-2026-11-24T18-30-05Z".length);
  const number = (name: string) => Number(name.slice(time(name).length + 1));
  return time(one) < time(other) ? -1 : time(one) > time(other) ? 1 : number(one) - number(other);
}

/** The remains of backups that were interrupted. */
async function listUnfinished(folder: string): Promise<string[]> {
  const names = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
  return names.filter((name) =>
    name.endsWith(UNFINISHED) && NAME.test(name.slice(0, -UNFINISHED.length))
  );
}

/** A folder for backups that is locked until it is disposed. */
interface OpenFolder extends AsyncDisposable {
  /** The path of the newest backup in it. */
  readonly previous?: string;
  /** Says that the folder is to stay, even if it was made now. */
  readonly keep: () => void;
}

/** Makes the folder if it is missing, waits for other backups, and removes what they have left. */
export async function openBackupFolder(folder: string, give: GiveFiles): Promise<OpenFolder> {
  try {
    const isNew = await Deno.stat(folder).then(() => false, () => true);
    await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
    if (isNew) await give([]);
    const lock = await lockFolder(folder);
    for (const name of await listUnfinished(folder)) {
      await Deno.remove(join(folder, name), { recursive: true }).catch((error) => {
        // Those of another account are in nobody's way.
        if (!(error instanceof Deno.errors.PermissionDenied)) throw error;
      });
    }
    const newest = (await listBackups(folder)).at(-1);
    let isKept = !isNew;
    return {
      previous: newest === undefined ? undefined : join(folder, newest),
      keep: () => void (isKept = true),
      [Symbol.asyncDispose]: async () => {
        lock?.[Symbol.dispose]();
        if (!isKept) await Deno.remove(folder).catch(() => {}); // another backup is in it
      },
    };
  } catch (error) {
    throw explainFileError(error, folder);
  }
}

async function lockFolder(folder: string): Promise<Disposable | undefined> {
  if (Deno.build.os === "windows") return undefined; // opens no folders
  const handle = await Deno.open(folder);
  await handle.lock(true); // released with the handle, even if the process is killed
  return handle;
}

/** A name for a new backup: that of its second, or of the next one that is free. */
export async function findFreeName(folder: string, madeAt: Date): Promise<string> {
  const taken = await listBackups(folder);
  for (let later = 0;; later++) {
    const name = nameBackup(new Date(madeAt.getTime() + later * SECOND));
    if (!taken.includes(name)) return name;
  }
}

const SECOND = 1000; // ms

/** Which backups may be removed. */
interface Removal {
  /** The one that was just made, which never is. */
  readonly name: string;
  /** The others of the same circle, the oldest first. */
  readonly own: readonly string[];
  /** How many stay, with the new one. */
  readonly keep?: number;
  /** Who removes them; 0 for root. */
  readonly uid?: number | null;
}

/** Removes the oldest backups of a circle; returns their names. */
export async function removeOldBackups(
  folder: string,
  { name, own, keep = Infinity, uid = Deno.uid() }: Removal,
): Promise<string[]> {
  // One from the future, of a clock that was wrong, is no reason to remove one more of the past.
  const past = own.filter((other) => other < name);
  const old = past.slice(0, Math.max(0, past.length - (keep - 1)));
  for (const other of old) {
    const path = join(folder, other);
    const owner = (await Deno.lstat(path)).uid;
    if (uid !== 0 && owner !== uid) {
      throw new StartError(
        `The backup ${
          join(folder, name)
        } is made, but ${other} belongs to another user, and cannot ` +
          `be removed. Root gives it to this user by: chown -R ${await nameUser(uid)} ${path}`,
      );
    }
    // Half a backup never has the name of a whole one.
    const removing = join(folder, other + UNFINISHED);
    try {
      await Deno.rename(path, removing);
      await Deno.remove(removing, { recursive: true });
    } catch (error) {
      const { name: fault } = error as Error; // file systems throw nothing else
      throw new StartError(
        `The backup ${join(folder, name)} is made, but ${other} cannot be removed (${fault}).`,
      );
    }
  }
  return old;
}
