import { dirname, join } from "node:path";

/** What everyone who calls the command needs to read. */
interface Needs {
  /** The folder of the command. */
  readonly folder: string;
  /** The program of Deno. */
  readonly deno: string;
  /** The folder of this checkout. */
  readonly checkout: string;
}

/** Who else can run a command that root has installed; `undefined` if its folder is root's own. */
export async function describeSharing(
  { folder, deno, checkout }: Needs,
): Promise<string | undefined> {
  if (await findClosed(folder) !== undefined) return undefined;
  const closed = await findClosed(join(checkout, "cli"));
  if (closed !== undefined) {
    return `Only root can run it: other users cannot look into ${closed}. For them, move the ` +
      "checkout, to /opt for example, and run deno task install there.";
  }
  const closedDeno = await findClosed(deno);
  return closedDeno === undefined
    ? "Every user of this machine can run it."
    : `Other users can run it with a Deno of their own: they cannot look into ${closedDeno}.`;
}

/** The outermost part of a path that is closed to other users. */
async function findClosed(path: string): Promise<string | undefined> {
  const parent = dirname(path);
  const outer = parent === path ? undefined : await findClosed(parent);
  if (outer !== undefined) return outer;
  const { mode } = await Deno.stat(path);
  const isClosed = mode !== null && (mode & READ_AND_ENTER) !== READ_AND_ENTER;
  return isClosed ? path : undefined;
}

/** The bits of a mode by which other users read and enter a folder, or read and run a program. */
const READ_AND_ENTER = 0o005;
