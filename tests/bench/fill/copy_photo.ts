import { DatabaseSync } from "node:sqlite";
import { newId } from "../../../server/database/ids.ts";
import { createPhotoFolder, PHOTO_SIZES } from "../../../server/photos/photo_folder.ts";
import { SYSTEM } from "../../../server/config/system.ts";

/** Photos of a post. */
const PHOTOS = 10;

/** Which photo is copied, and to which post. */
interface Copied {
  /** A photo of that post. */
  readonly photoId: string;
  readonly count: number;
}

/**
 * Adds copies of a photo to the posts of its family, ten to each, as if each were another picture;
 * returns how many bytes the large ones have in all.
 */
export async function copyPhoto(dataDir: string, { photoId, count }: Copied): Promise<number> {
  using database = new DatabaseSync(`${dataDir}/circle.db`);
  const folder = createPhotoFolder(`${dataDir}/photos`);
  const { sha256, ...photo } = database.prepare("select * from photos where id = ?").get(photoId)!;
  const posts = database.prepare("select id from posts where family_id = ? limit ?")
    .all(photo.family_id!, Math.ceil(count / PHOTOS));
  const columns = [...Object.keys(photo), "sha256"];
  const insert = database.prepare(
    `insert into photos (${columns.join()}) values (${columns.map(() => "?").join()})`,
  );
  const large = await Deno.readFile(folder.pathOf(String(sha256), "large"));
  for (let at = 0; at < count; at++) {
    const hash = SYSTEM.randomBytes(32).toHex();
    const post_id = posts[Math.floor(at / PHOTOS)]!.id!;
    const row = { ...photo, id: newId(SYSTEM), post_id, position: at % PHOTOS + 1 };
    await Deno.mkdir(`${dataDir}/photos/${hash.slice(0, 2)}`, { recursive: true });
    for (const size of PHOTO_SIZES) {
      await Deno.copyFile(folder.pathOf(String(sha256), size), folder.pathOf(hash, size));
    }
    insert.run(...Object.values(row), hash);
  }
  return large.length * count;
}
