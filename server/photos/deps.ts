import type { Deps } from "../http/deps.ts";
import type { PhotoFolder } from "./photo_folder.ts";
import type { PreparePhoto } from "./prepare_photo.ts";
import type { TakeUploadSlot } from "./upload_slots.ts";

/** Dependencies of photos. */
export interface PhotoDeps extends Deps {
  /** `undefined` where the host has named no folder, beside PostgreSQL. */
  readonly photoFolder: PhotoFolder | undefined;
  readonly preparePhoto: PreparePhoto;
  readonly takeUploadSlot: TakeUploadSlot;
}
