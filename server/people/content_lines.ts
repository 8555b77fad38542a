/**
 * Content lines of calendar and address book files: the same in RFC 5545 §3.1 (iCalendar), RFC 2425
 * §5.8 (vCard 3.0) and RFC 6350 §3.2 (vCard 4.0).
 */

/** Octets that a line has at most, without its end. */
const LINE_OCTETS = 75;

/** A content line, ended and folded. `head` is the name with its parameters, `value` is escaped. */
export function contentLine(head: string, value: string): string {
  const line = `${head}:${value}`;
  return `${isShort(line) ? line : fold(line)}\r\n`;
}

function isShort(line: string): boolean {
  if (line.length * 3 <= LINE_OCTETS) return true; // no UTF-16 unit has more octets in UTF-8
  let octets = 0;
  for (let at = 0; at < line.length; at++) octets += octetsOfUnit(line.charCodeAt(at));
  return octets <= LINE_OCTETS;
}

/** Breaks a long line before the character that no longer fits, never within one. */
function fold(line: string): string {
  let folded = "";
  let octets = 0;
  for (const character of line) {
    const size = octetsOf(character.codePointAt(0)!);
    if (octets + size > LINE_OCTETS) {
      folded += "\r\n ";
      octets = 1;
    }
    folded += character;
    octets += size;
  }
  return folded;
}

/** Octets in UTF-8 that a UTF-16 unit stands for; both halves of a surrogate pair have two. */
function octetsOfUnit(unit: number): number {
  if (unit < 0x80) return 1;
  return unit < 0x800 || (unit >= 0xd800 && unit < 0xe000) ? 2 : 3;
}

/** Octets of a code point in UTF-8 (RFC 3629 §3). */
function octetsOf(codePoint: number): number {
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x10000 ? 3 : 4;
}

/** Escapes a text value (RFC 5545 §3.3.11, RFC 2426 §4, RFC 6350 §3.4), or one component of it. */
export function escapeText(text: string): string {
  return text.replaceAll(
    /[\\;,]|\r\n|\r|\n/g,
    (found) => `\\${/[\r\n]/.test(found) ? "n" : found}`,
  );
}

/** A time (ISO-8601, UTC) in the form of both formats: `20261123T180405Z`. */
export function formatBasicTime(timestamp: string): string {
  return `${timestamp.slice(0, 19).replaceAll(/[-:]/g, "")}Z`;
}
