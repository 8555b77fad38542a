import { join } from "node:path";
import { countOf } from "../describe_amounts.ts";
import { nameOwner, nameUser } from "../find_operator.ts";
import type { Finding } from "./finding.ts";

/** A file or folder of photos that the server may not use. */
interface ClosedFile {
  readonly path: string;
  /** Who has it, and its mode, as far as this user may look. */
  readonly why: string;
}

interface ClosedFiles {
  /** The name of the user of the server, or its number. */
  readonly user: string;
  /** That user and its group, as `chown` takes them. */
  readonly owner: string;
  readonly closed: readonly ClosedFile[];
}

/** Finds the files and folders of photos that the user of the server may not read, or write in. */
export async function findClosed(folder: string): Promise<ClosedFiles> {
  const uid = Deno.uid();
  // Root reads all, and stands in for the owner of the folder.
  const owner = uid === 0 ? await findOwner(folder) : uid;
  const closed: ClosedFile[] = [];
  const look = async (path: string, isFolder: boolean) => {
    const info = await Deno.stat(path).catch((error: Error) => error);
    if (info instanceof Deno.errors.NotFound) return false;
    if (!(info instanceof Error) && mayUse(info, owner, isFolder)) return true;
    closed.push({ path, why: info instanceof Error ? "in a closed folder" : await describe(info) });
    return false;
  };
  const found = { user: await nameUser(owner), owner: await nameOwner(owner), closed };
  if (!await look(folder, true)) return found;
  for (const { name, isDirectory } of await list(folder)) {
    const path = join(folder, name);
    if (!await look(path, isDirectory) || !isDirectory || name === "drafts") continue;
    for (const file of await list(path)) await look(join(path, file.name), file.isDirectory);
  }
  return found;
}

/** Root who has given up to override modes is bound by them too. Groups may share a folder. */
function mayUse({ uid, mode }: Deno.FileInfo, user: number | null, isFolder: boolean): boolean {
  if (user === null || uid === null || mode === null) return true; // Windows
  const needed = isFolder ? 0o7 : 0o4;
  const bits = uid === user ? mode >> 6 : (mode >> 3) | mode;
  return (bits & needed) === needed;
}

/** What to tell the host of files that the server may not use, with what mends it. */
export function describeClosed(folder: string, { user, owner, closed }: ClosedFiles): Finding {
  const few = closed.slice(0, 3).map(({ path, why }) => `${path} (${why})`).join(", ");
  return {
    check: "photos",
    state: "failed",
    finding: `${
      countOf(closed.length, "file or folder", "files or folders")
    } of photos cannot be used by ${user}: ${few}${closed.length > 3 ? ", …" : ""}`,
    advice: `As root: chown -R ${owner} ${folder} && chmod -R u+rwX ${folder}`,
  };
}

async function describe({ uid, mode }: Deno.FileInfo): Promise<string> {
  return `of ${await nameUser(uid)}, mode ${((mode ?? 0) & 0o777).toString(8)}`;
}

async function findOwner(path: string): Promise<number | null> {
  return await Deno.stat(path).then(({ uid }) => uid, () => null);
}

async function list(path: string): Promise<Deno.DirEntry[]> {
  return await Array.fromAsync(Deno.readDir(path)).catch(() => []);
}
