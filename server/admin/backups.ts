import { join } from "node:path";
import { StartError } from "../config/start_error.ts";
import { explainFileError } from "./explain_file_error.ts";

/** The name of a backup made at a time; there are no colons in it, for the disks of Windows. */
function nameBackup(madeAt: Date): string {
  return `circle-${madeAt.toISOString().slice(0, 19).replaceAll(":", "-")}Z`;
}

/** What is added to the name of a backup until it is whole, and once it is being removed. */
export const UNFINISHED = ".unfinished";

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
export async function openBackupFolder(folder: string): Promise<OpenFolder> {
  try {
    const isNew = await Deno.stat(folder).then(() => false, () => true);
    await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
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

/** A name for a new backup. */
export async function findFreeName(folder: string, madeAt: Date): Promise<string> {
  const [taken, name] = [await listBackups(folder), nameBackup(madeAt)];
  if (!taken.includes(name)) return name;
  for (let number = 2;; number++) {
    if (!taken.includes(`${name}-${number}`)) return `${name}-${number}`;
  }
}

/** Removes the oldest backups, but never the one that was just made; returns their names. */
export async function removeOldBackups(
  folder: string,
  { name, keep = Infinity }: { readonly name: string; readonly keep?: number },
): Promise<string[]> {
  const others = (await listBackups(folder)).filter((other) => other !== name);
  const old = others.slice(0, Math.max(0, others.length - (keep - 1)));
  for (const other of old) {
    // Half a backup never has the name of a whole one.
    const removing = join(folder, other + UNFINISHED);
    try {
      await Deno.rename(join(folder, other), removing);
      await Deno.remove(removing, { recursive: true });
    } catch (error) {
      const { name: fault } = error as Error; // file systems throw nothing else
      throw new StartError(
        `The backup ${join(folder, name)} is made, but ${other} cannot be removed (${fault}). ` +
          "If root has made it, root gives it to the user of the server: chown -R USER",
      );
    }
  }
  return old;
}
