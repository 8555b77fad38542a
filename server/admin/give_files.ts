import { dirname, resolve } from "node:path";

/** Gives files and folders to who should have them. */
export type GiveFiles = (paths: Iterable<string>) => Promise<void>;

/**
 * Root may stand in for the user of the server, who has to read what it makes. Returns what gives
 * that to the owner of the place where it is made, or of another one where that is root's; and with
 * it the folders that were missing on the way. For others than root it does nothing.
 */
export async function giveFilesIn(place: string, otherwise?: string): Promise<GiveFiles> {
  if (Deno.uid() !== 0) return () => Promise.resolve();
  const missing: string[] = [];
  let path = resolve(place);
  while (!await exists(path)) {
    missing.push(path);
    path = dirname(path);
  }
  const owner = await findOwner(path) ?? (otherwise && await findOwner(otherwise));
  return async (paths) => {
    if (!owner) return;
    for (const path of [...missing, ...paths]) {
      const made = await Deno.lstat(path).catch(() => undefined);
      if (made?.uid !== 0 || made.isSymlink) continue; // what a link leads to is not ours to give
      await Deno.chown(path, owner.uid, owner.gid);
    }
  };
}

async function exists(path: string): Promise<boolean> {
  return await Deno.lstat(path).then(() => true, () => false);
}

/** Who has a folder; `undefined` for root. */
async function findOwner(path: string) {
  const { uid = null, gid = null } = await Deno.stat(path).catch(() => undefined) ?? {};
  return uid === null || gid === null || uid === 0 ? undefined : { uid, gid };
}
