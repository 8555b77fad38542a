import type { RequestBody } from "../../shared/endpoint.ts";
import { PROBLEMS } from "../../shared/problems.ts";
import { freeBytes } from "./free_bytes.ts";
import { readPieces } from "./incoming_body.ts";
import { Problem } from "./problem.ts";
import { parseStrictJson } from "./strict_json.ts";

const MEBIBYTE = 1024 * 1024;

/** Bytes that a JSON body, or a form, may have. */
export const MAX_BODY_BYTES = 64 * 1024;

/** Reads the body of a request as its endpoint describes it; `undefined` if it has none. */
export async function readBody(request: Request, body: RequestBody | undefined): Promise<unknown> {
  if (body === undefined) return undefined;
  if (body.kind === "binary") return await readBinary(request, body);
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
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of untilBroken(request.body)) {
    size += chunk.byteLength;
    if (size > MAX_BODY_BYTES) throw refuseLarge(MAX_BODY_BYTES);
    chunks.push(chunk);
  }
  return joinBytes(chunks, size);
}

async function* untilBroken(
  pieces: AsyncIterable<Uint8Array> | null,
): AsyncGenerator<Uint8Array> {
  try {
    yield* pieces ?? [];
  } catch {
    refuseBroken();
  }
}

/** A client that disconnects during its body is no error of the server. */
function refuseBroken(): never {
  throw new Problem("malformed_request");
}

function joinBytes(chunks: readonly Uint8Array[], size: number): Uint8Array {
  if (chunks.length === 1) return chunks[0]!;
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}

type BinaryBody = Extract<RequestBody, { kind: "binary" }>;

/** Bytes of a file that are read though it is refused: many clients read no answer before. */
const MAX_PASSED_OVER = 100 * MEBIBYTE;

/** Streams the bytes of a request body. What is refused is passed over first, if it is coming. */
async function readBinary(
  request: Request,
  { mediaTypes, maxBytes, refusedTypes }: BinaryBody,
): Promise<ReadableStream<Uint8Array>> {
  const { headers } = request;
  const [type = ""] = (headers.get("content-type") ?? "").toLowerCase().split(";");
  const length = Number(headers.get("content-length") ?? 0);
  const bytes = untilBroken(readPieces(request));
  const problem = !mediaTypes.includes(type.trim())
    ? refuseType({ mediaTypes, refusedTypes }, type.trim())
    : length > maxBytes
    ? refuseLarge(maxBytes)
    : undefined;
  if (!problem) return ReadableStream.from(limitFile(bytes, maxBytes));
  if (length > MAX_PASSED_OVER || headers.has("expect")) throw problem;
  for await (const _ of limitFile(bytes, 0, problem));
  throw problem;
}

/** Refuses another kind of file than those of an endpoint, with what helps. */
export function refuseType(
  { mediaTypes, refusedTypes = {} }: Pick<BinaryBody, "mediaTypes" | "refusedTypes">,
  type?: string,
): Problem {
  const code = type === undefined ? undefined : refusedTypes[type];
  const advice = code === undefined ? "" : `${PROBLEMS[code].detail} `;
  const detail = `${advice}Send the file itself, and name its kind in Content-Type: ` +
    `${mediaTypes.join(", ")}.`;
  return new Problem("unsupported_media_type", { detail });
}

/** Passes the bytes of a file on. If there are more than it may have, the rest is passed over. */
async function* limitFile(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
  problem: Problem = refuseLarge(maxBytes),
): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.byteLength;
    if (size > MAX_PASSED_OVER) throw problem;
    if (size <= maxBytes) yield chunk;
    else freeBytes(chunk);
  }
  if (size > maxBytes) throw problem;
}

/** Refuses more bytes than are read. */
export function refuseLarge(maxBytes: number): Problem {
  const limit = maxBytes < MEBIBYTE ? `${maxBytes / 1024} KiB` : `${maxBytes / MEBIBYTE} MB`;
  return new Problem("body_too_large", { detail: `The body is larger than ${limit}.` });
}
