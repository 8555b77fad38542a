import { dirname, join, relative } from "node:path";
import type { GiveFiles } from "./give_files.ts";
import { flushFolder } from "./hashed_files.ts";
import { explainFileError } from "./explain_file_error.ts";
import { checkPhoto, type OpenBackup } from "./open_backup.ts";
import { isPhotoFile } from "./photo_files.ts";

/** The photos of a backup in their folder, from which new ones go again unless they are kept. */
interface RestoredPhotos extends AsyncDisposable {
  readonly restore: () => Promise<void>;
  readonly keep: () => void;
}

/** Restores the photos of a backup into a folder, which may have some of them. */
export function restorePhotos(
  backup: OpenBackup,
  { photosDir, give }: { readonly photosDir: string | undefined; readonly give: GiveFiles },
): RestoredPhotos {
  const names = [...backup.files].filter(isPhotoFile);
  const made: string[] = [];
  return {
    restore: async () => {
      if (photosDir === undefined) return;
      const folders = new Set<string>();
      try {
        for (const name of names) {
          const path = join(photosDir, relative("photos", name));
          const isNew = await Deno.lstat(path).then(() => false, () => true);
          await Deno.mkdir(dirname(path), { recursive: true, mode: 0o700 });
          if (isNew) made.push(path);
          await writePhoto(backup, { name, path });
          folders.add(dirname(path));
        }
        await give([photosDir, ...folders, ...made]);
        for (const folder of folders) await flushFolder(folder);
      } catch (error) {
        throw explainFileError(error, photosDir);
      }
    },
    keep: () => void (made.length = 0),
    [Symbol.asyncDispose]: async () => {
      for (const path of made) {
        await Deno.remove(path).catch(() => {});
        await Deno.remove(dirname(path)).catch(() => {}); // not if others are in it
      }
    },
  };
}

/** A picture has its name once it is whole. */
async function writePhoto(
  backup: OpenBackup,
  { name, path }: { readonly name: string; readonly path: string },
): Promise<void> {
  const draft = `${path}.restoring`;
  try {
    await Deno.remove(draft).catch(() => {}); // what a killed restore has left
    checkPhoto(backup.path, { name, hash: await backup.extract(name, draft) });
    await Deno.rename(draft, path);
  } catch (error) {
    await Deno.remove(draft).catch(() => {});
    throw error;
  }
}
