/** Where an id takes its time and its chance from. */
export interface IdSources {
  readonly now: () => Date;
  readonly randomBytes: (count: number) => Uint8Array;
}

/** A new UUIDv7 (RFC 9562 §5.7): ids made later sort later. */
export function newId({ now, randomBytes }: IdSources): string {
  const bytes = randomBytes(16);
  new DataView(bytes.buffer, bytes.byteOffset).setBigUint64(
    0,
    BigInt(now().getTime()) << 16n | BigInt(bytes[6]! << 8 | bytes[7]!),
  );
  bytes[6] = bytes[6]! & 0x0f | 0x70;
  bytes[8] = bytes[8]! & 0x3f | 0x80;
  return bytes.toHex().replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** Whether a text has the form of a UUID (RFC 9562 §4), in lower case as we write them. */
export function isId(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}
