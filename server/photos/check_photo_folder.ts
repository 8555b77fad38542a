import { join } from "node:path";
import { StartError } from "../config/start_error.ts";
import type { Db } from "../database/database.ts";
import type { Deps } from "../http/deps.ts";

/** The file that tells the folder of this circle from any other. */
export const PHOTO_FOLDER_MARKER = "circle-photos";

/** What the name of the milestone begins with that the marker is compared with. */
const MILESTONE = "photo_folder:";

/**
 * Checks, for servers that share a database, that they share the folder of the photos too: its
 * marker is the one that the database knows. The first server makes both.
 */
export async function checkPhotoFolder(
  { withLock, now }: Pick<Deps, "withLock" | "now">,
  path: string,
): Promise<void> {
  // Two servers that start at once would both make the marker, and know different ones.
  await withLock([MILESTONE], async (tx) => {
    const known = await findKnownMarker(tx);
    const marker = await accessFolder(path, () => readOrMakeMarker(path, known === undefined));
    if (known === undefined) {
      const name = MILESTONE + marker;
      await tx.insertInto("milestones").values({ name, at: now().toISOString() }).execute();
    } else if (marker !== known) {
      throw new StartError(
        `The folder ${path} is not the one in which this circle has its photos. ` +
          "Check CIRCLE_PHOTOS_DIR: all servers need the same folder.",
      );
    }
  });
}

async function findKnownMarker(db: Db): Promise<string | undefined> {
  const milestone = await db.selectFrom("milestones").select("name")
    .where("name", "like", `${MILESTONE}%`).executeTakeFirst();
  return milestone?.name.slice(MILESTONE.length);
}

async function readOrMakeMarker(path: string, mayMake: boolean): Promise<string | undefined> {
  await Deno.mkdir(path, { recursive: true, mode: 0o700 });
  const file = join(path, PHOTO_FOLDER_MARKER);
  try {
    return (await Deno.readTextFile(file)).trim();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  if (!mayMake) return undefined;
  const marker = crypto.randomUUID();
  await Deno.writeTextFile(file, `${marker}\n`, { mode: 0o600 });
  return marker;
}

async function accessFolder<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) {
      throw new StartError(
        `Deno may not use the folder ${path}. Name the folder of CIRCLE_PHOTOS_DIR in its flags ` +
          "--allow-read and --allow-write, which stand in the unit of systemd.",
      );
    }
    const { name } = error as Error; // file systems throw nothing else
    throw new StartError(
      `The folder ${path} cannot be used (${name}). Check CIRCLE_PHOTOS_DIR and who owns the folder.`,
    );
  }
}
