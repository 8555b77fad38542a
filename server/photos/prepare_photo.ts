import { MAX_MEGAPIXELS } from "../../shared/contract/photos.ts";
import { createSemaphore, type Load } from "../auth/semaphore.ts";
import { Problem } from "../http/problem.ts";
import type { PhotoFiles, PhotoSize } from "./photo_folder.ts";
import { findPictureKind } from "../../shared/picture_kind.ts";
import { MAX_UPLOADS } from "./upload_slots.ts";

/** A picture as it is kept, and what was read from it. */
interface PreparedPhoto {
  readonly files: PhotoFiles;
  /** Pixels of the large picture. */
  readonly width: number;
  readonly height: number;
  /** The day that the camera wrote into it, `YYYY-MM-DD`. */
  readonly takenOn: string | null;
  /** Whether it moved, and only its first frame is kept. */
  readonly isFirstFrame: boolean;
}

/** Makes what is kept of a picture in a file; throws a `Problem` for what is none. */
export interface PreparePhoto {
  (path: string): Promise<PreparedPhoto>;
  /** How many pictures are being prepared, and how many wait. */
  readonly load: () => Load;
}

/** Pictures that are prepared at once, and all that may wait for it. */
const QUEUE = { permits: 2, maxWaiting: MAX_UPLOADS, problem: "photos_busy" } as const;

/** The longer side in pixels, and the quality of the JPEG. */
const SIZES: Readonly<Record<PhotoSize, { readonly side: number; readonly quality: number }>> = {
  large: { side: 4096, quality: 86 },
  small: { side: 1024, quality: 78 },
};

/** Creates the preparation of pictures. The library is loaded with the first one. */
export function createPhotoPreparation(): PreparePhoto {
  const withPermit = createSemaphore(QUEUE);
  let running = 0;
  const run = async (path: string) => {
    await assertKnownKind(path);
    return await withPermit(async () => {
      running++;
      try {
        return await prepare(path, { threads: running === 1 ? 2 : 1 });
      } finally {
        running--;
      }
    });
  };
  return Object.assign(run, { load: withPermit.load });
}

/** Looks at the first bytes: the library would also take SVG, TIFF and others. */
async function assertKnownKind(path: string): Promise<void> {
  using file = await Deno.open(path);
  const start = new Uint8Array(16);
  await file.read(start);
  const kind = findPictureKind(start);
  if (kind === "heic") throw new Problem("photo_heic");
  if (kind === undefined) throw new Problem("photo_broken");
}

/** A picture that lies on its side takes 0.4 s on one thread, and 0.3 s on two. */
async function prepare(
  path: string,
  { threads }: { readonly threads: number },
): Promise<PreparedPhoto> {
  const { default: sharp } = await import("sharp");
  sharp.concurrency(threads);
  sharp.cache(false);
  try {
    const header = await sharp(path, { limitInputPixels: false }).metadata(); // and nothing else
    const { format, width, height, pages = 1, exif, hasAlpha } = header;
    if (!["jpeg", "png", "webp", "gif"].includes(format)) throw new Problem("photo_broken");
    if (width * height > MAX_MEGAPIXELS * 1e6) throw new Problem("photo_too_large");
    const picture = sharp(path, { failOn: "error", limitInputPixels: MAX_MEGAPIXELS * 1e6 });
    const upright = picture.autoOrient(); // as JPEG its colours become those of sRGB
    if (hasAlpha) upright.flatten({ background: "#ffffff" });
    const large = await shrink(upright, "large").toBuffer({ resolveWithObject: true });
    const small = await shrink(sharp(large.data), "small").toBuffer();
    return {
      files: { large: large.data, small },
      width: large.info.width,
      height: large.info.height,
      takenOn: exif ? await readDay(exif) : null,
      isFirstFrame: pages > 1,
    };
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem("photo_broken"); // what the library says of it helps nobody
  }
}

/** A picture in a size, as JPEG. What else the file said is left out unless one asks for it. */
function shrink(picture: import("sharp").Sharp, size: PhotoSize) {
  const { side, quality } = SIZES[size];
  return picture.resize({ width: side, height: side, fit: "inside", withoutEnlargement: true })
    .jpeg({ quality, optimiseCoding: size === "small" }); // 8 % of a large one, for half of its time
}

/** The day of EXIF's DateTimeOriginal, as it is written; EXIF knows no zone. */
async function readDay(exif: Uint8Array): Promise<string | null> {
  try {
    const { default: readExif } = await import("exif-reader");
    // deno-lint-ignore no-node-globals -- the package takes nothing else
    const day = readExif(Buffer.from(exif)).Photo?.DateTimeOriginal?.toISOString().slice(0, 10);
    return day !== undefined && /^(18|19|20|21)\d\d-/.test(day) ? day : null;
  } catch {
    return null; // a picture is none the worse for it
  }
}
