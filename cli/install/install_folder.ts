/** Where a command could go. */
interface Places {
  /** The folders of the PATH, in its order. */
  readonly path: readonly string[];
  readonly home: string;
  /** Id of the person; null on Windows. */
  readonly uid: number | null;
}

/** The folder that a command of this person belongs in. */
export async function findInstallFolder({ path, home, uid }: Places): Promise<string> {
  const usual = [`${home}/.local/bin`, `${home}/bin`, `${home}/.deno/bin`];
  for (const folder of path) {
    if (usual.includes(folder) && await isOwn(folder, uid)) return folder;
  }
  if (path.includes(SHARED) && await isWritable(SHARED)) return SHARED;
  return `${home}/.deno/bin`; // it will have to be put on the PATH
}

/** Where the administrator of a machine puts what all of its people may run. */
const SHARED = "/usr/local/bin";

async function isOwn(folder: string, uid: number | null): Promise<boolean> {
  try {
    return (await Deno.stat(folder)).uid === uid;
  } catch {
    return false;
  }
}

async function isWritable(folder: string): Promise<boolean> {
  try {
    await Deno.remove(await Deno.makeTempFile({ dir: folder }));
    return true;
  } catch {
    return false;
  }
}
