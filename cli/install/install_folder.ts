/** What decides where the command is installed. */
interface Places {
  /** The folders of the PATH, in its order. */
  readonly path: readonly string[];
  readonly home: string;
  /** User id; null on Windows. */
  readonly uid: number | null;
}

/** Finds the folder for a command of this user. */
export async function findInstallFolder({ path, home, uid }: Places): Promise<string> {
  const usual = [`${home}/.local/bin`, `${home}/bin`, `${home}/.deno/bin`];
  for (const folder of path) {
    if (usual.includes(folder) && await isOwn(folder, uid)) return folder;
  }
  if (path.includes(SHARED) && await isWritable(SHARED)) return SHARED;
  return `${home}/.deno/bin`; // it will have to be put on the PATH
}

/** The folder for commands of all users of a machine. */
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
