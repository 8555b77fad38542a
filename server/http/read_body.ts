import type { RequestBody } from "../../shared/endpoint.ts";
import { Problem } from "./problem.ts";
import { parseStrictJson } from "./strict_json.ts";

/** Bytes that a JSON body, or a form, may have. */
export const MAX_BODY_BYTES = 64 * 1024;

/** Reads the body of a request as its endpoint describes it; `undefined` if it has none. */
export async function readBody(request: Request, body: RequestBody | undefined): Promise<unknown> {
  if (body === undefined) return undefined;
  if (body.kind === "binary") return readBinary(request, body);
  return body.optional && isEmpty(request) ? {} : await readJson(request);
}

/** Whether a request has no body (RFC 9112 §6.3), and does not say that it has one. */
function isEmpty({ headers }: Request): boolean {
  return !headers.has("content-type") && !headers.has("transfer-encoding") &&
    Number(headers.get("content-length") ?? 0) === 0;
}

/**
 * The JSON of a request body (RFC 8259), read strictly: `application/json`, at most
 * `MAX_BODY_BYTES`, valid UTF-8, every key once.
 */
async function readJson(request: Request): Promise<unknown> {
  if (!isPlain(request.headers, "application/json")) throw new Problem("unsupported_media_type");
  return parseStrictJson(await readBytes(request));
}

/** Whether a body is declared as a media type, uncompressed and in UTF-8. */
export function isPlain(headers: Headers, mediaType: string): boolean {
  const [type, ...parameters] = (headers.get("content-type") ?? "").toLowerCase().split(";")
    .map((part) => part.trim());
  const encoding = headers.get("content-encoding")?.trim().toLowerCase() ?? "identity";
  return type === mediaType && encoding === "identity" &&
    parameters.every((text) => !text.startsWith("charset") || /^charset="?utf-8"?$/.test(text));
}

/** The bytes of a body, at most `MAX_BODY_BYTES`. */
export async function readBytes(request: Request): Promise<Uint8Array> {
  const length = request.headers.get("content-length");
  if (length === null) return await readChunks(request);
  if (Number(length) > MAX_BODY_BYTES) throw refuseLarge(MAX_BODY_BYTES);
  return await request.bytes().catch(refuseBroken); // far less work than chunks
}

async function readChunks(request: Request): Promise<Uint8Array> {
  const chunks = await Array.fromAsync(limitBytes(untilBroken(request.body), MAX_BODY_BYTES));
  return joinBytes(chunks);
}

async function* untilBroken(body: Request["body"]): AsyncGenerator<Uint8Array> {
  try {
    yield* body ?? [];
  } catch {
    refuseBroken();
  }
}

/** A client that disconnects during its body is no error of the server. */
function refuseBroken(): never {
  throw new Problem("malformed_request");
}

function joinBytes(chunks: readonly Uint8Array[]): Uint8Array {
  if (chunks.length === 1) return chunks[0]!;
  const bytes = new Uint8Array(chunks.reduce((size, { byteLength }) => size + byteLength, 0));
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}

/**
 * Streams the bytes of a request body. Another media type is refused at once, a body that is too
 * large as soon as that is known.
 */
function readBinary(
  request: Request,
  { mediaTypes, maxBytes }: Extract<RequestBody, { kind: "binary" }>,
): ReadableStream<Uint8Array> {
  const [type = ""] = (request.headers.get("content-type") ?? "").toLowerCase().split(";");
  if (!mediaTypes.includes(type.trim())) {
    const detail = `Send the file itself, as ${mediaTypes.join(", ")}.`;
    throw new Problem("unsupported_media_type", { detail });
  }
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) {
    throw refuseLarge(maxBytes);
  }
  return ReadableStream.from(limitBytes(untilBroken(request.body), maxBytes));
}

/** Refuses more bytes than are read. */
export function refuseLarge(maxBytes: number): Problem {
  const limit = maxBytes < MEBIBYTE ? `${maxBytes / 1024} KiB` : `${maxBytes / MEBIBYTE} MB`;
  return new Problem("body_too_large", { detail: `The body is larger than ${limit}.` });
}

const MEBIBYTE = 1024 * 1024;

/** Passes bytes on, until there are more than so many. */
export async function* limitBytes(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.byteLength;
    if (size > maxBytes) throw refuseLarge(maxBytes);
    yield chunk;
  }
}
