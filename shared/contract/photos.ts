import type { Static } from "typebox";
import type { Endpoint } from "../endpoint.ts";
import { Id } from "./fields.ts";

/** Bytes that a picture may have when it is sent. */
export const MAX_PHOTO_BYTES = 25 * 1024 * 1024;
/** Pixels that it may have, in millions. */
export const MAX_MEGAPIXELS = 100;
/** Photos that a member may send in a day. */
export const MAX_PHOTOS_A_DAY = 200;
/** Photos of one post. */
export const MAX_PHOTOS = 10;

/** The kinds of pictures that are taken. */
export const PHOTO_TYPES = ["image/jpeg", "image/png", "image/webp", "image/gif"] as const;

/** The pictures of iPhones (ISO/IEC 23008-12), which nothing here can open. */
const HEIC_TYPES = {
  "image/heic": "photo_heic",
  "image/heif": "photo_heic",
  "image/heic-sequence": "photo_heic",
  "image/heif-sequence": "photo_heic",
} as const;

const Pixels = { type: "integer", minimum: 1 } as const;

const TakenOn = {
  type: ["string", "null"],
  description: "The day that the camera wrote into the picture, `YYYY-MM-DD`.",
  examples: ["2024-07-14"],
} as const;

/** A photo that was sent, and is in no post yet. */
export const UploadedPhoto = {
  title: "UploadedPhoto",
  type: "object",
  additionalProperties: false,
  required: ["id", "width", "height", "taken_on"],
  properties: {
    id: Id,
    width: Pixels,
    height: Pixels,
    taken_on: TakenOn,
    first_frame: {
      type: "boolean",
      const: true,
      description: "Of a moving picture, only the first frame was kept.",
    },
  },
} as const;
export type UploadedPhoto = Static<typeof UploadedPhoto>;

/** What is said below a photo, and instead of it where it cannot be seen. */
const Caption = {
  type: ["string", "null"],
  minLength: 1,
  maxLength: 300,
  pattern: "^(?!\\s)[^\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}]+(?<!\\s)$",
  description: "A caption is 1 to 300 characters on one line, without space around it.",
  examples: ["Lea and her new school bag"],
} as const;

/** A photo of a post. */
export const PostPhoto = {
  title: "PostPhoto",
  type: "object",
  additionalProperties: false,
  required: ["id", "width", "height", "caption", "taken_on"],
  properties: { id: Id, width: Pixels, height: Pixels, caption: Caption, taken_on: TakenOn },
} as const;
export type PostPhoto = Static<typeof PostPhoto>;

/** A photo that was sent, for a post. */
const PhotoChoice = {
  title: "PhotoChoice",
  type: "object",
  additionalProperties: false,
  required: ["id"],
  properties: { id: Id, caption: Caption },
} as const;
export type PhotoChoice = Static<typeof PhotoChoice>;

/** The photos that a post is to have, in their order. */
export const PhotoChoices = {
  type: "array",
  maxItems: MAX_PHOTOS,
  items: PhotoChoice,
  description: `A post has at most ${MAX_PHOTOS} photos, each of them once.`,
} as const;

const PhotoQuery = {
  title: "PhotoQuery",
  type: "object",
  additionalProperties: false,
  properties: {
    size: {
      type: "string",
      enum: ["small", "large"],
      default: "large",
      description: "The size is small, for lists, or large.",
    },
  },
} as const;

/** The endpoints of the journal's photos. */
export const photos = {
  createPhoto: {
    method: "POST",
    path: "/families/{family_id}/photos",
    access: "account",
    summary: "Send a picture, for a post",
    description: `Send the file itself, at most 25 MB and ${MAX_MEGAPIXELS} megapixels. It is ` +
      "turned upright and kept as JPEG, at most 4096 pixels wide and high, without the place, " +
      "camera and time of day that the file names; the file is not kept. In no post after a day, " +
      `it is deleted. A member sends at most ${MAX_PHOTOS_A_DAY} photos a day.`,
    body: {
      kind: "binary",
      mediaTypes: PHOTO_TYPES,
      maxBytes: MAX_PHOTO_BYTES,
      refusedTypes: HEIC_TYPES,
    },
    status: 201,
    reply: { kind: "json", schema: UploadedPhoto },
    problems: [
      "too_many_photos",
      "photo_heic",
      "photo_broken",
      "photo_too_large",
      "photos_busy",
      "photos_unavailable",
      "storage_full",
    ],
  },
  getPhoto: {
    method: "GET",
    path: "/photos/{photo_id}",
    access: "account",
    scopes: ["journal:read"],
    summary: "Download a photo",
    familyScope: true,
    query: PhotoQuery,
    status: 200,
    reply: { kind: "binary", mediaType: "image/jpeg" },
    problems: ["not_found", "photos_unavailable"],
  },
} as const satisfies Record<string, Endpoint>;
