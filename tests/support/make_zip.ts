/** A file of a ZIP. */
interface ZipFile {
  readonly name: string;
  readonly input: string | Uint8Array;
}

type Field = readonly [bytes: 2 | 4 | 8, value: number];

/** A record of a ZIP: numbers of some bytes each, the lowest first (APPNOTE 4.3). */
export function makeRecord(...fields: readonly Field[]): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(fields.reduce((sum, [bytes]) => sum + bytes, 0)));
  let at = 0;
  for (const [bytes, value] of fields) {
    if (bytes === 8) view.setBigUint64(at, BigInt(value), true);
    else if (bytes === 4) view.setUint32(at, value, true);
    else view.setUint16(at, value, true);
    at += bytes;
  }
  return new Uint8Array(view.buffer);
}

/** Empty fields of a record, of two bytes each. */
export function leave(count: number): Field[] {
  return Array.from({ length: count }, () => [2, 0]);
}

/** The list of the files, and the end of a ZIP in its form for large ones (Zip64). */
export function makeZip64End(
  directory: { readonly size: number; readonly offset: number; readonly count: number },
): Uint8Array<ArrayBuffer> {
  const { size, offset, count } = directory;
  const end = makeRecord([4, 0x06064b50], [8, 44], ...leave(6), [8, count], [8, count]);
  const place = makeRecord([8, size], [8, offset]);
  const locator = makeRecord([4, 0x07064b50], [4, 0], [8, offset + size], [4, 1]);
  const short = makeRecord([4, 0x06054b50], ...leave(2), [2, 0xffff], [2, 0xffff]);
  const shortPlace = makeRecord([4, Math.min(size, 0xffffffff)], [4, 0xffffffff], [2, 0]);
  return join([end, place, locator, short, shortPlace]);
}

/** A ZIP whose files are stored as they are, without checksums. */
export function makeZip(files: readonly ZipFile[]): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  const stored: Uint8Array[] = [];
  const listed: Uint8Array[] = [];
  let offset = 0;
  for (const { name: text, input } of files) {
    const name = encoder.encode(text);
    const data = typeof input === "string" ? encoder.encode(input) : input;
    const sizes: readonly Field[] = [[4, data.length], [4, data.length], [2, name.length]];
    const header = makeRecord([4, 0x04034b50], [2, 20], ...leave(6), ...sizes, [2, 0]);
    const place: readonly Field[] = [...leave(6), [4, offset]];
    const entry = makeRecord([4, 0x02014b50], [2, 20], [2, 20], ...leave(6), ...sizes, ...place);
    stored.push(header, name, data);
    listed.push(entry, name);
    offset += header.length + name.length + data.length;
  }
  const size = listed.reduce((sum, { length }) => sum + length, 0);
  const count = files.length;
  const end = count > 0xffff ? makeZip64End({ size, offset, count }) : makeRecord(
    ...[[4, 0x06054b50], ...leave(2), [2, count], [2, count]] as const,
    ...[[4, size], [4, offset], [2, 0]] as const,
  );
  return join([...stored, ...listed, end]);
}

function join(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
