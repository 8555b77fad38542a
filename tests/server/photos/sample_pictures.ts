import sharp from "sharp";

/** A picture of some size in one colour, as a file of some kind. */
export async function makePicture(
  { width = 640, height = 480, colour = "#3366cc", kind = "jpeg" }: {
    readonly width?: number;
    readonly height?: number;
    readonly colour?: string;
    readonly kind?: "jpeg" | "png" | "webp" | "gif" | "tiff";
  } = {},
): Promise<Blob> {
  const create = { width, height, channels: 3, background: colour } as const;
  return toBlob(await sharp({ create }).toFormat(kind).toBuffer(), `image/${kind}`);
}

/** The colours of the corners of `makeCorners`, clockwise from the left at the top. */
export const CORNERS = ["#ff0000", "#00ff00", "#0000ff", "#ffff00"] as const;

/**
 * A picture of 200 by 120 pixels whose corners have colours of their own, stored as a camera does
 * that was held in one of the eight ways of EXIF (1 is upright).
 */
export async function makeCorners(orientation: number): Promise<Blob> {
  const [a, b, c, d] = CORNERS;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="120">
    <rect width="100" height="60" fill="${a}"/><rect x="100" width="100" height="60" fill="${b}"/>
    <rect x="100" y="60" width="100" height="60" fill="${c}"/>
    <rect y="60" width="100" height="60" fill="${d}"/></svg>`;
  let picture = sharp(await sharp(new TextEncoder().encode(svg)).png().toBuffer());
  if ([2, 4, 5, 7].includes(orientation)) picture = picture.flop();
  const turned = sharp(await picture.toBuffer()).rotate(TURNS[orientation - 1]);
  const bytes = await turned.jpeg({ quality: 100 }).withMetadata({ orientation }).toBuffer();
  return toBlob(bytes, "image/jpeg");
}

/** Degrees by which a picture lies that is to be shown as each orientation says (EXIF 2.32, 4.6.4). */
const TURNS = [0, 0, 180, 180, 270, 270, 90, 90];

/** A photo as a phone makes it, which says where it was taken, when, by whom and with what. */
export async function makeTellingPhoto(): Promise<Blob> {
  const create = { width: 400, height: 300, channels: 3, background: "#804020" } as const;
  const bytes = await sharp({ create }).jpeg().withExif({
    IFD0: { Make: "SecretCam", Model: "SecretModel", Copyright: "Anna Berg" },
    IFD2: { DateTimeOriginal: "2024:07:14 23:59:30", BodySerialNumber: "SECRET-12345" },
    IFD3: {
      GPSLatitudeRef: "N",
      GPSLatitude: "52/1 30/1 0/1",
      GPSLongitudeRef: "E",
      GPSLongitude: "13/1 24/1 0/1",
    },
  }).withXmp(
    `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" dc:title="SECRET"/></rdf:RDF></x:xmpmeta>`,
  ).toBuffer();
  return toBlob(bytes, "image/jpeg");
}

/** A photo of 12 megapixels and some 4 MB, lying on its side, as phones send them. */
export async function makePhonePhoto(): Promise<Blob> {
  const noise = { type: "gaussian", mean: 128, sigma: 18 } as const;
  const create = { width: 1008, height: 1008, channels: 3, background: "#808080", noise } as const;
  const { data, info: raw } = await sharp({ create }).raw().toBuffer({ resolveWithObject: true });
  const bytes = await sharp(data, { raw })
    .extend({ right: 3024, bottom: 2016, extendWith: "repeat" }) // noise takes long to make
    .jpeg({ quality: 80 }).withMetadata({ orientation: 6 }).toBuffer();
  return toBlob(bytes, "image/jpeg");
}

/** Bytes as a picture of some type. */
export function toBlob(bytes: string | Uint8Array, type: string): Blob {
  return new Blob([typeof bytes === "string" ? bytes : new Uint8Array(bytes)], { type });
}

/** A GIF of one pixel that is red in the first frame, and blue in all others (GIF89a). */
export function makeGif(frames: number): Blob {
  const head = Uint8Array.fromHex("47494638396101000100800000ff00000000ff");
  const frame = (data: string) =>
    Uint8Array.fromHex(`21f9040005000000` + `2c000000000100010000` + data);
  const parts = Array.from(
    { length: frames },
    (_, at) => frame(at === 0 ? "0202440100" : "02024c0100"),
  );
  return new Blob([head, ...parts, Uint8Array.fromHex("3b")], { type: "image/gif" });
}
