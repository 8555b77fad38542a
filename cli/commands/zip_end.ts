/** What is read of a ZIP: enough for the names of 50,000 files. */
const MAX_TAIL = 8 * 1024 * 1024;

/** What the end of a ZIP tells. */
interface ZipEnd {
  /** Whether nothing is missing at its end. */
  readonly isWhole: boolean;
  /** Whether a file of some name is in it. */
  readonly has: (name: string) => boolean;
}

/** Collects the end of a ZIP while it passes by. */
export function createZipTail(): {
  readonly add: (bytes: Uint8Array) => void;
  readonly read: () => ZipEnd;
} {
  const chunks: Uint8Array[] = [];
  let kept = 0;
  let size = 0;
  return {
    add: (bytes) => {
      chunks.push(bytes);
      size += bytes.length;
      kept += bytes.length;
      while (kept - chunks[0]!.length >= MAX_TAIL) kept -= chunks.shift()!.length;
    },
    read: () => readZipEnd(concat(chunks, kept), size),
  };
}

function concat(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const tail = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    tail.set(chunk, at);
    at += chunk.length;
  }
  return tail;
}

/** Bytes of the records at the end (APPNOTE 4.3.14 to 4.3.16), without a comment. */
const END_SIZE = 22;
const ZIP64_END_SIZE = 56;
const ZIP64_LOCATOR_SIZE = 20;

const SIGNATURES = {
  entry: 0x02014b50,
  end: 0x06054b50,
  zip64End: 0x06064b50,
  zip64Locator: 0x07064b50,
} as const;

/** Reads the last bytes of a ZIP of some size, as our server writes it: without a comment. */
function readZipEnd(tail: Uint8Array, size: number): ZipEnd {
  const view = new DataView(tail.buffer);
  const before = size - tail.length;
  const directory = findDirectory(view, before);
  return {
    isWhole: directory !== undefined,
    has: (name) => directory !== undefined && hasEntry(view, directory - before, name),
  };
}

/** Where the list of the files begins; `undefined` unless it ends where the end record is. */
function findDirectory(view: DataView, before: number): number | undefined {
  const end = view.byteLength - END_SIZE;
  if (readSignature(view, end) !== SIGNATURES.end) return undefined;
  const locator = end - ZIP64_LOCATOR_SIZE;
  if (readSignature(view, locator) !== SIGNATURES.zip64Locator) {
    const [bytes, offset] = [view.getUint32(end + 12, true), view.getUint32(end + 16, true)];
    return offset + bytes === before + end ? offset : undefined;
  }
  const zip64End = locator - ZIP64_END_SIZE;
  if (readSignature(view, zip64End) !== SIGNATURES.zip64End) return undefined;
  const bytes = Number(view.getBigUint64(zip64End + 40, true));
  const offset = Number(view.getBigUint64(zip64End + 48, true));
  return offset + bytes === before + zip64End ? offset : undefined;
}

function readSignature(view: DataView, at: number): number | undefined {
  return at >= 0 && at + 4 <= view.byteLength ? view.getUint32(at, true) : undefined;
}

/** Looks for a file in the list of the files, from where it begins or from what was kept of it. */
function hasEntry(view: DataView, start: number, name: string): boolean {
  const wanted = new TextEncoder().encode(name);
  for (let at = Math.max(0, start); at + 46 + wanted.length <= view.byteLength; at++) {
    if (readSignature(view, at) !== SIGNATURES.entry) continue;
    if (view.getUint16(at + 28, true) !== wanted.length) continue;
    if (wanted.every((byte, index) => view.getUint8(at + 46 + index) === byte)) return true;
  }
  return false;
}
