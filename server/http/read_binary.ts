import type { RequestBody } from "../../shared/endpoint.ts";
import { Problem } from "./problem.ts";

/**
 * The bytes of a request body as they arrive. A body of another media type is refused at once, one
 * that is too large as soon as that is known, with the memory of one chunk.
 */
export function readBinary(
  request: Request,
  { mediaTypes, maxBytes }: Extract<RequestBody, { kind: "binary" }>,
): ReadableStream<Uint8Array> {
  const [type = ""] = (request.headers.get("content-type") ?? "").toLowerCase().split(";");
  if (!mediaTypes.includes(type.trim())) throw new Problem("unsupported_media_type");
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) {
    throw new Problem("body_too_large");
  }
  let size = 0;
  const limit = new TransformStream<Uint8Array, Uint8Array>({
    transform: (chunk, controller) => {
      size += chunk.byteLength;
      if (size > maxBytes) controller.error(new Problem("body_too_large"));
      else controller.enqueue(chunk);
    },
  });
  return (request.body ?? new ReadableStream()).pipeThrough(limit);
}
