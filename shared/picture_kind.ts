/** Kinds of pictures, by the first bytes of their files. */
export type PictureKind = "jpeg" | "png" | "gif" | "webp" | "heic";

/** Brands of HEIC and HEIF (ISO/IEC 23008-12), the pictures of iPhones. */
const HEIC_BRANDS = ["heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1"];

/** The kind of a picture, from the first 16 bytes of its file; `undefined` for all others. */
export function findPictureKind(start: Uint8Array): PictureKind | undefined {
  const text = String.fromCharCode(...start);
  if (text.startsWith("\xFF\xD8\xFF")) return "jpeg";
  if (text.startsWith("\x89PNG\r\n\x1A\n")) return "png";
  if (/^GIF8[79]a/.test(text)) return "gif";
  if (/^RIFF....WEBP/s.test(text)) return "webp";
  if (text.slice(4, 8) === "ftyp" && HEIC_BRANDS.includes(text.slice(8, 12))) return "heic";
  return undefined;
}
