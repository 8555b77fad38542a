const encode = (text: string) => new TextEncoder().encode(text);
const MEBIBYTE = 1024 * 1024;

/** Bodies that are no JSON object in UTF-8, by what they are instead. */
export const NAUGHTY_BODIES: Readonly<Record<string, Uint8Array>> = {
  "nothing": encode(""),
  "a NUL": encode("\0"),
  "a hundred NULs": new Uint8Array(100),
  "bytes that are never UTF-8": Uint8Array.of(0xff, 0xfe, 0xfd),
  "a text with a byte that is not UTF-8": bytes('{"name":"An', 0xff, 'na"}'),
  "a key with a byte that is not UTF-8": bytes('{"na', 0xc0, 'me":"Anna"}'),
  "an overlong slash": bytes('{"name":"', 0xc0, 0xaf, '"}'),
  "a surrogate in UTF-8": bytes('{"name":"', 0xed, 0xa0, 0x80, '"}'),
  "a code point past the last": bytes('{"name":"', 0xf4, 0x90, 0x80, 0x80, '"}'),
  "a character cut short": bytes('{"name":"', 0xf0, 0x9f, 0x90),
  "UTF-16, little end first": utf16('{"name":"Anna"}', true),
  "UTF-16, big end first": utf16('{"name":"Anna"}', false),
  "Latin-1": bytes('{"name":"Ren', 0xe9, 'e"}'),
  "an object cut short": encode('{"name":"Anna"'),
  "a text cut short": encode('{"name":"Ann'),
  "an escape cut short": encode('{"name":"\\u00"}'),
  "an unknown escape": encode('{"name":"\\x41"}'),
  "a control character in a text": encode('{"name":"An\nna"}'),
  "a comment": encode('{"name":"Anna"/* */}'),
  "a comma too many": encode('{"name":"Anna",}'),
  "two objects": encode('{"name":"Anna"}{"name":"Anna"}'),
  "a key twice": encode('{"name":"Anna","name":"Anna"}'),
  "a key twice, once escaped": encode('{"name":"Anna","n\\u0061me":"Anna"}'),
  "a key twice, far inside": encode('{"name":[{"a":[{"b":1,"b":1}]}]}'),
  "an endless number": encode(`{"name":${"9".repeat(60_000)}}`),
  "a number past every other": encode('{"name":1e400,"email":-1e400}'),
  "a number with a leading zero": encode('{"name":01}'),
  "no number": encode('{"name":NaN,"email":Infinity}'),
  "a true scalar": encode("true"),
  "a million brackets": encode("[".repeat(MEBIBYTE)),
  "65,536 brackets": encode("[".repeat(65_536)),
  "32,768 lists in each other": encode("[".repeat(32_768) + "]".repeat(32_768)),
  "10,000 objects in each other": encode(`${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`),
  "a deep list in a field": encode(`{"name":${"[".repeat(30_000)}${"]".repeat(30_000)}}`),
  "10,000 fields": encode(
    JSON.stringify(
      Object.fromEntries(Array.from({ length: 6_000 }, (_, index) => [`f${index}`, 1])),
    ),
  ),
  "a field for what all objects have": encode('{"__proto__":{"name":"Anna"},"constructor":1}'),
  "an empty key": encode('{"":""}'),
  "a form": encode("name=Anna&email=anna%40example.org"),
  "XML": encode('<?xml version="1.0"?><name>Anna</name>'),
  "a backslash before a quotation mark": encode('{"name":"\\\\\\"","a":"\\\\"}'),
};

function bytes(...parts: (string | number)[]): Uint8Array {
  return Uint8Array.from(
    parts.flatMap((part) => typeof part === "string" ? [...encode(part)] : [part]),
  );
}

function utf16(text: string, isLittleEndian: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(2 + text.length * 2));
  [..."\ufeff" + text].forEach((letter, at) =>
    view.setUint16(at * 2, letter.charCodeAt(0), isLittleEndian)
  );
  return new Uint8Array(view.buffer);
}
