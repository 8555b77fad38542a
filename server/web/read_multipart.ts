import { Busboy } from "@fastify/busboy";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { MAX_PHOTO_BYTES, MAX_PHOTOS } from "../../shared/contract/photos.ts";
import { Problem } from "../http/problem.ts";
import { limitBytes, MAX_BODY_BYTES } from "../http/read_body.ts";
import type { FormFields } from "./page.ts";

/** Bytes that a form with files may have. */
const MAX_FORM_BYTES = 100 * 1024 * 1024;

/** Takes one file of a form; the next one comes when it is done. */
type TakeFile = (name: string, bytes: ReadableStream<Uint8Array>) => Promise<void>;

/** Whether a form is sent with files (RFC 7578). */
export function isMultipart({ headers }: Request): boolean {
  return /^multipart\/form-data\b/i.test(headers.get("content-type") ?? "");
}

/**
 * Reads a form with files as it comes: its fields, each once, and its files one after another,
 * without holding one in memory. A file that `takeFile` does not read is passed over.
 */
export async function readMultipart(request: Request, takeFile: TakeFile): Promise<FormFields> {
  if (Number(request.headers.get("content-length") ?? 0) > MAX_FORM_BYTES) {
    throw new Problem("body_too_large");
  }
  const fields: Record<string, string> = Object.create(null);
  let fault: Problem | undefined;
  let taken = Promise.resolve();
  const files = new Set<Readable>();
  const parser = createParser(request);
  parser.on("field", (name, value, _, isCut) => {
    if (isCut) fault ??= new Problem("body_too_large");
    else if (name in fields) fault ??= new Problem("malformed_request");
    else fields[name] = value.replaceAll(/\r\n?/g, "\n");
  });
  parser.on("file", (_, file, name) => {
    files.add(file);
    file.on("error", () => {}); // also where nobody reads it
    taken = taken.then(async () => {
      if (name) await takeFile(name, limitFile(file)); // without a name, none was chosen
      file.resume();
    }).catch((error) => {
      fault ??= error;
      file.resume();
    });
  });
  try {
    const body = limitBytes(request.body ?? [], MAX_FORM_BYTES);
    await pipeline(Readable.from(body), parser);
  } catch (error) {
    for (const file of files) file.destroy(error as Error); // so that its reader stops
    await taken;
    throw error instanceof Problem ? error : new Problem("malformed_request");
  }
  await taken;
  if (fault) throw fault;
  return fields;
}

function createParser({ headers }: Request) {
  try {
    return new Busboy({
      headers: { "content-type": headers.get("content-type") ?? "" },
      limits: { fields: 50, fieldSize: MAX_BODY_BYTES, files: MAX_PHOTOS },
    });
  } catch {
    throw new Problem("malformed_request"); // without a boundary
  }
}

/** The bytes of a file, as many as a picture may have. */
function limitFile(file: Readable): ReadableStream<Uint8Array> {
  return ReadableStream.from(limitBytes(file as AsyncIterable<Uint8Array>, MAX_PHOTO_BYTES));
}
