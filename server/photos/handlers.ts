import { getPhoto } from "./show_photo.ts";
import { createPhoto } from "./upload_photo.ts";

/** The endpoints of the journal's photos. */
export const PHOTO_HANDLERS = { createPhoto, getPhoto };
