import type { Reply } from "../../shared/contract/mod.ts";
import { MAX_PHOTOS_A_DAY } from "../../shared/contract/photos.ts";
import { getOwnRole } from "../auth/memberships.ts";
import type { Db } from "../database/database.ts";
import { newId } from "../database/ids.ts";
import { DAY, timestampBefore } from "../database/timestamps.ts";
import type { CheckedRequest } from "../http/handler.ts";
import { Problem } from "../http/problem.ts";
import type { PhotoDeps } from "./deps.ts";
import { freeBytes } from "../http/free_bytes.ts";
import { hasSentPhotos, insertPhotoUpload } from "./photo_uploads.ts";
import { insertPhoto } from "./photos.ts";

/** Takes a picture, and keeps what is shown of it. */
export async function createPhoto(
  deps: PhotoDeps,
  { caller, params: { family_id: familyId }, body, log }: CheckedRequest<"createPhoto">,
): Promise<Reply<"createPhoto">> {
  const { photoFolder } = deps;
  const { accountId } = caller;
  const assertAllowed = async (db: Db) => {
    await getOwnRole(db, familyId, caller);
    const since = timestampBefore(deps.now(), DAY);
    const sent = { familyId, uploaderId: accountId, since, count: MAX_PHOTOS_A_DAY };
    if (await hasSentPhotos(db, sent)) throw new Problem("too_many_photos");
  };
  const admit = async () => {
    await assertAllowed(deps.db);
    if (!photoFolder) throw new Problem("photos_unavailable");
    return { folder: photoFolder, slot: deps.takeUploadSlot(accountId) };
  };
  const { folder, slot } = await admit().catch((problem) => discard(body, problem));
  using _slot = slot;
  const id = newId(deps);
  await using draft = folder.openDraft();
  await draft.write(body).catch((problem) => discard(body, problem));
  const photo = await deps.preparePhoto(draft.path);
  const { files, width, height, takenOn: taken_on, isFirstFrame } = photo;
  const bytes = files.large.length + files.small.length;
  const sha256 = await folder.keep(files);
  freeBytes(files.large);
  freeBytes(files.small);
  await deps.transaction(async (tx) => {
    await assertAllowed(tx);
    const sent = {
      family_id: familyId,
      uploader_id: accountId,
      created_at: deps.now().toISOString(),
    };
    await insertPhotoUpload(tx, { photo_id: id, ...sent });
    await insertPhoto(tx, {
      id,
      ...sent,
      position: 0,
      width,
      height,
      taken_on,
      sha256,
      bytes,
    });
  });
  log.info("photo sent", { account_id: accountId, family_id: familyId, photo_id: id });
  return { id, width, height, taken_on, ...isFirstFrame && { first_frame: true } };
}

/** Reads a picture that is refused to its end: clients that are still sending see no answer. */
async function discard(body: ReadableStream<Uint8Array>, problem: unknown): Promise<never> {
  await body.pipeTo(new WritableStream({ write: freeBytes })).catch(() => {}); // the client may be gone
  throw problem;
}
