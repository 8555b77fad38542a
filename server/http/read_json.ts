import { Problem } from "./problem.ts";

/** Bytes that a request body may have. */
export const MAX_BODY_BYTES = 64 * 1024;

/**
 * The JSON of a request body (RFC 8259), read strictly: `application/json`, at most
 * `MAX_BODY_BYTES`, valid UTF-8, every key once.
 */
export async function readJson(request: Request): Promise<unknown> {
  if (!isPlain(request.headers, "application/json")) throw new Problem("unsupported_media_type");
  return parseStrictJson(await readBytes(request));
}

/** Whether a body says that it is of a media type, neither packed nor in another charset than UTF-8. */
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
  if (Number(length) > MAX_BODY_BYTES) throw new Problem("body_too_large");
  return await request.bytes().catch(refuseBroken); // far less work than chunks
}

async function readChunks(request: Request): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of untilBroken(request.body)) {
    size += chunk.byteLength;
    if (size > MAX_BODY_BYTES) throw new Problem("body_too_large");
    chunks.push(chunk);
  }
  return joinBytes(chunks, size);
}

async function* untilBroken(body: Request["body"]): AsyncGenerator<Uint8Array> {
  try {
    yield* body ?? [];
  } catch {
    refuseBroken();
  }
}

/** That the sender of a body goes away in the middle is no fault of the server. */
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

/** Parses JSON text; a refusal where it is not UTF-8, not JSON, or says a key twice. */
export function parseStrictJson(bytes: Uint8Array): unknown {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    const value: unknown = JSON.parse(text);
    if (countKeysInText(text) === countKeys(value)) return value;
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error;
  }
  throw new Problem("malformed_json");
}

/** Counts the keys that valid JSON text writes down, duplicates included. */
function countKeysInText(text: string): number {
  let count = 0;
  for (const [, colon] of text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?/gs)) {
    if (colon) count++;
  }
  return count;
}

/** Counts the keys of a parsed value, where `JSON.parse` kept the last of each duplicate. */
function countKeys(value: unknown): number {
  let count = 0;
  const open = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next !== "object" || next === null) continue;
    if (!Array.isArray(next)) count += Object.keys(next).length;
    open.push(...Object.values(next));
  }
  return count;
}
