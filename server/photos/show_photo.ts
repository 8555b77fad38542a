import { type BinaryResult, boundFamilyOf, type CheckedRequest } from "../http/handler.ts";
import { Problem } from "../http/problem.ts";
import type { PhotoDeps } from "./deps.ts";
import { getOwnPhoto } from "./photos.ts";

/**
 * A picture, for members of its family alone: for others it does not exist. One that is in no post
 * yet is shown to who sent it.
 */
export async function getPhoto(
  { db, photoFolder, log }: PhotoDeps,
  { caller, params: { photo_id }, query: { size = "large" } }: CheckedRequest<"getPhoto">,
): Promise<BinaryResult> {
  const { family_id, post_id, uploader_id, sha256 } = await getOwnPhoto(db, photo_id, caller);
  const boundTo = boundFamilyOf(caller);
  const isOthersDraft = post_id === null && uploader_id !== caller.accountId;
  if (isOthersDraft || (boundTo !== undefined && boundTo !== family_id)) {
    throw new Problem("not_found");
  }
  if (!photoFolder) throw new Problem("photos_unavailable");
  const read = async () => {
    const bytes = await photoFolder.read(sha256, size);
    if (bytes) return bytes;
    const file = photoFolder.pathOf(sha256, size);
    log.error("the file of a photo is missing", { photo_id, file });
    throw new Problem("not_found");
  };
  return { read, etag: `"${sha256}-${size}"` };
}
