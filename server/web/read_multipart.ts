import { Buffer, isUtf8 } from "node:buffer";
import { MAX_PHOTO_BYTES } from "../../shared/contract/photos.ts";
import { Problem } from "../http/problem.ts";
import { readPieces } from "../http/incoming_body.ts";
import { MAX_BODY_BYTES, refuseLarge } from "../http/read_body.ts";
import { notWhole, refuseRest } from "./form_faults.ts";
import { type BodyLimits, limitBody } from "./limit_body.ts";
import type { FormFields } from "./page.ts";
import { BrokenFormError, findBoundary, type FormPart, readParts } from "./read_parts.ts";
import { WORDS } from "./words.ts";

const MEBIBYTE = 1024 * 1024;

/** Bytes that the files of a form may have together; what is more of them is passed over. */
const MAX_FILES_BYTES = 100 * MEBIBYTE;

/** Bytes that are read of a form: many browsers show no answer before all of it is sent. */
const MAX_READ_BYTES = 1024 * MEBIBYTE;

/** Bytes that are read of a form of which no file is taken. */
const MAX_UNTAKEN_BYTES = MAX_FILES_BYTES;

/** Fields that a form may have; those of the pages have some twenty. */
const MAX_FIELDS = 50;

/** Bytes that all fields of a form may have together: they are kept until its last file has come. */
const MAX_TEXT_BYTES = 2 * MAX_BODY_BYTES;

/** Characters of the name of a field; those of the pages have some twenty. */
const MAX_NAME = 100;

/** Files that are read of a form: far more than are taken, so that the others can be named. */
const MAX_FILES = 1000;

/** Takes one file of a form; the next one comes when it is done. It may leave some unread. */
type TakeFile = (name: string, bytes: ReadableStream<Uint8Array>) => Promise<void>;

/** What came of a form. */
interface ReadForm {
  readonly fields: FormFields;
  /** Why it is not the whole form. */
  readonly fault: Problem | undefined;
}

/** Whether a form is sent with files (RFC 7578). */
export function isMultipart({ headers }: Request): boolean {
  return /^multipart\/form-data\b/i.test(headers.get("content-type") ?? "");
}

/**
 * Reads a form with files as it comes: its fields, each once, and its files one after another,
 * without holding one in memory, or passing them over. What came is returned also where the rest
 * cannot be read.
 */
export async function readMultipart(
  request: Request,
  takeFile: TakeFile | undefined,
  limits: Partial<BodyLimits> = {},
): Promise<ReadForm> {
  const boundary = findBoundary(request.headers.get("content-type") ?? "");
  if (boundary === undefined) throw new Problem("malformed_request");
  const fields = new Map<string, Buffer>();
  let left = takeFile ? MAX_TEXT_BYTES : MAX_BODY_BYTES;
  let fault: Problem | undefined;
  const body = limitBody(readPieces(request), {
    maxBytes: takeFile ? MAX_READ_BYTES : MAX_UNTAKEN_BYTES,
    ...limits,
  });
  const limitFile = createFileLimit();
  try {
    const counts = { fields: 0, files: 0 };
    for await (const part of readParts(body, boundary)) {
      const { name, fileName, bytes } = part;
      counts[fileName === undefined ? "fields" : "files"]++;
      if (counts.fields > MAX_FIELDS || counts.files > MAX_FILES) throw new BrokenFormError();
      if (fileName) await takeFile?.(fileName, ReadableStream.from(limitFile(bytes)));
      if (fileName !== undefined) continue; // without a name, none was chosen
      if (name.length > MAX_NAME || fields.has(name)) {
        fault ??= notWhole();
        continue;
      }
      const { text, problem } = await readField(part, Math.min(left, MAX_BODY_BYTES));
      fault ??= problem;
      fields.set(name, text);
      left -= text.length;
    }
  } catch (error) {
    fault = asProblem(error);
  }
  try {
    while (!(await body.next()).done);
  } catch (error) {
    fault ??= asProblem(error);
  }
  return { fields: decodeFields(fields), fault };
}

function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof BrokenFormError) return notWhole();
  throw error;
}

/** Creates what passes on the bytes of each file: as many as one may have, and all together. */
function createFileLimit() {
  let left = MAX_FILES_BYTES;
  return async function* (bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    let size = 0;
    try {
      for await (const chunk of bytes) {
        size += chunk.byteLength;
        if (size > MAX_PHOTO_BYTES) throw refuseRest(WORDS.photos.tooLarge);
        left -= chunk.byteLength;
        if (left < 0) throw refuseRest(WORDS.photos.tooMuch);
        yield chunk;
      }
    } catch (error) {
      throw asProblem(error);
    }
  };
}

/** The bytes of a field, as many as are left for it. */
async function readField(
  { bytes }: FormPart,
  left: number,
): Promise<{ text: Buffer; problem?: Problem }> {
  let text: Buffer = Buffer.alloc(0);
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.byteLength;
    if (text.length < left) text = Buffer.concat([text, chunk.subarray(0, left - text.length)]);
  }
  if (size > left) return { text, problem: refuseLarge(MAX_BODY_BYTES) };
  return { text, problem: isUtf8(text) ? undefined : notWhole() };
}

/** The texts of fields, with `\n` between lines. */
function decodeFields(fields: ReadonlyMap<string, Buffer>): FormFields {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const texts: Record<string, string> = Object.create(null);
  for (const [name, bytes] of fields) {
    texts[name] = decoder.decode(bytes).replaceAll(/\r\n?/g, "\n");
  }
  return texts;
}
