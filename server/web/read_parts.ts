import { Buffer } from "node:buffer";
import { freeBytes } from "../http/free_bytes.ts";

/** A part of a form with files (RFC 7578). */
export interface FormPart {
  readonly name: string;
  /** Empty where no file was chosen; `undefined` for a field. */
  readonly fileName: string | undefined;
  /**
   * What it holds, read while it comes. What is left unread is passed over. Bytes are there until
   * the next ones are asked for.
   */
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** A form is not written as RFC 7578 says, or ends in the middle. */
export class BrokenFormError extends Error {}

/** Bytes of the headers of one part. Browsers write its name there, and that of its file. */
const MAX_HEADER_BYTES = 16 * 1024;

/** Parts that are looked at, also those that are left out. */
const MAX_PARTS = 2000;

/** The boundary between the parts, by the `Content-Type` of a form (RFC 2046 §5.1.1). */
export function findBoundary(contentType: string): string | undefined {
  const [, quoted, bare] = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70})(?![^\s;]))/i
    .exec(contentType) ?? [];
  return quoted ?? bare;
}

/**
 * Reads the parts of a form one after another. Nothing is read before somebody asks for it, and
 * nothing behind the last part. The usual library, `@fastify/busboy`, waits without end for a file
 * that is left in the middle, and took 4 GB of memory for a form of 200 MB of empty parts.
 */
export async function* readParts(
  body: AsyncIterator<Uint8Array>,
  boundary: string,
): AsyncGenerator<FormPart> {
  const delimiter = `\r\n--${boundary}`;
  const reader = createReader(body);
  let isAtEnd = false;
  const readRest = async function* () {
    while (!isAtEnd) {
      const { bytes, isLast } = await reader.readUntil(delimiter);
      isAtEnd = isLast;
      yield bytes;
    }
  };
  for await (const _ of readRest());
  for (let count = 1; !await reader.isNext("--"); count++) {
    if (count > MAX_PARTS) throw new BrokenFormError();
    const head = parseHead(await reader.takeUntil("\r\n\r\n", MAX_HEADER_BYTES));
    isAtEnd = false;
    if (head) yield { ...head, bytes: readRest() };
    for await (const _ of readRest());
  }
}

/** Reads bytes up to texts between them. */
function createReader(body: AsyncIterator<Uint8Array>) {
  let pending: Buffer = Buffer.from("\r\n"); // the first delimiter may be at the very start
  /** What `pending` is the rest of. */
  let block = new Uint8Array(0);
  const receive = async () => {
    const { done, value } = await body.next();
    if (done) throw new BrokenFormError();
    const joined = new Uint8Array(pending.length + value.length);
    joined.set(pending);
    joined.set(value, pending.length);
    freeBytes(value);
    freeBytes(block);
    block = joined;
    pending = Buffer.from(joined.buffer);
  };
  const take = (count: number) => {
    const bytes = pending.subarray(0, count);
    pending = pending.subarray(count);
    return bytes;
  };
  return {
    /** Some bytes before a text; with the last ones, the text is passed over. */
    readUntil: async (text: string): Promise<{ bytes: Uint8Array; isLast: boolean }> => {
      while (true) {
        const at = pending.indexOf(text);
        if (at >= 0) {
          const bytes = take(at);
          take(text.length);
          return { bytes, isLast: true };
        }
        const count = pending.length - text.length + 1; // the text may have begun behind them
        if (count > 0) return { bytes: take(count), isLast: false };
        await receive();
      }
    },
    /** All before a text, which is passed over. */
    takeUntil: async (text: string, maxBytes: number): Promise<string> => {
      let at: number;
      while ((at = pending.indexOf(text)) < 0) {
        if (pending.length > maxBytes) throw new BrokenFormError();
        await receive();
      }
      const taken = take(at).toString();
      take(text.length);
      return taken;
    },
    isNext: async (text: string): Promise<boolean> => {
      while (pending.length < text.length) await receive();
      return pending.subarray(0, text.length).toString() === text;
    },
  };
}

/** The headers of a part, from the end of its delimiter on; `undefined` if it has no name. */
function parseHead(text: string): Pick<FormPart, "name" | "fileName"> | undefined {
  const [padding = "", ...lines] = text.split("\r\n");
  if (padding.trim() !== "") throw new BrokenFormError(); // something else that begins alike
  const line = lines.find((line) => /^content-disposition\s*:\s*form-data\s*;/i.test(line)) ?? "";
  const find = (parameter: string) => {
    const [, quoted, bare] =
      new RegExp(`;\\s*${parameter}=(?:"([^"]*)"|([^\\s;"]*))`, "i").exec(line) ?? [];
    return (quoted ?? bare)?.replaceAll(/%0A|%0D|%22/gi, decodeURIComponent);
  };
  const name = find("name");
  return name === undefined ? undefined : { name, fileName: find("filename") };
}
