import type { System } from "../config/system.ts";

/** A new UUIDv7 (RFC 9562 §5.7): ids sort by time. */
export function newId({ now, randomBytes }: System): string {
  const time = now().getTime().toString(16).padStart(12, "0");
  const bytes = randomBytes(10);
  bytes[0] = bytes[0]! & 0x0f | 0x70; // version
  bytes[2] = bytes[2]! & 0x3f | 0x80; // variant
  const chance = bytes.toHex();
  return [
    time.slice(0, 8),
    time.slice(8),
    chance.slice(0, 4),
    chance.slice(4, 8),
    chance.slice(8),
  ].join("-");
}

/** Whether a text is a UUID (RFC 9562 §4) in lower case. */
export function isId(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}
