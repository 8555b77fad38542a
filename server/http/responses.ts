import { type Endpoint, isPaged } from "../../shared/endpoint.ts";
import type { AppContext, HeaderFields } from "./context.ts";
import type { BinaryResult, DownloadResult, MadeResult, TextResult } from "./handler.ts";
import type { Page } from "./paging.ts";
import type { Problem } from "./problem.ts";

/** Headers of every answer: forbid caching, sniffing, framing and scripts. */
export const SECURITY_HEADERS = {
  "Cache-Control": "no-store",
  "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
} as const;

/** Answers with JSON, or without a body if `value` is undefined. */
export function jsonResponse(status: number, value: unknown, headers: HeaderFields): Response {
  if (value === undefined) {
    return new Response(null, { status, headers: { ...SECURITY_HEADERS, ...headers } });
  }
  return new Response(JSON.stringify(value), {
    status,
    headers: { ...SECURITY_HEADERS, "Content-Type": "application/json", ...headers },
  });
}

/** Answers with text, or its bytes. */
export function textResponse(
  type: string,
  text: string | Uint8Array<ArrayBuffer>,
  headers: HeaderFields,
): Response {
  return new Response(text, {
    headers: { ...SECURITY_HEADERS, "Content-Type": type, ...headers },
  });
}

/** Answers with a problem. */
export function problemResponse(problem: Problem, headers: HeaderFields = {}): Response {
  return jsonResponse(problem.status, problem.details, {
    "Content-Type": "application/problem+json",
    ...problem.headers,
    ...headers,
  });
}

/** The response of what a handler returned. */
export function respond(
  context: AppContext,
  endpoint: Endpoint,
  result: unknown,
): Response | Promise<Response> {
  const headers = context.get("headers");
  const { reply } = endpoint;
  if (reply?.kind === "text") {
    return respondWithText(context, reply.mediaType, result as TextResult); // as `Result` says
  }
  if (reply?.kind === "binary") {
    const fields = { ...SECURITY_HEADERS, ...headers, "Content-Type": reply.mediaType };
    return binaryResponse(context, result as BinaryResult, fields); // as `Result` says
  }
  if (reply?.kind === "download") {
    const { fileName, body } = result as DownloadResult;
    return new Response(body, {
      headers: {
        ...SECURITY_HEADERS,
        "Content-Type": reply.mediaType,
        "Content-Disposition": `attachment; filename="${fileName}"`,
        ...headers,
      },
    });
  }
  if (endpoint.repeatStatus !== undefined) {
    const { made, isRepeat } = result as MadeResult<unknown>;
    return jsonResponse(isRepeat ? endpoint.repeatStatus : endpoint.status, made, headers);
  }
  return isPaged(endpoint)
    ? pageResponse(context, result as Page<unknown>)
    : jsonResponse(endpoint.status, result, headers);
}

function respondWithText(
  context: AppContext,
  mediaType: string,
  { text, etag, headers = {} }: TextResult,
): Response {
  const fields = {
    ...SECURITY_HEADERS,
    "Content-Type": mediaType,
    ...context.get("headers"),
    // The client caches the text, and asks whether it is still current.
    ...etag !== undefined && { ETag: etag, "Cache-Control": "private, no-cache" },
    ...headers,
  };
  const isKnown = etag !== undefined && hasEtag(context.req.header("if-none-match"), etag);
  return isKnown
    ? new Response(null, { status: 304, headers: fields })
    : new Response(typeof text === "string" ? text : text(), { headers: fields });
}

/** Answers with bytes that are shown, but in which nothing can run. */
export async function binaryResponse(
  context: AppContext,
  { read, etag }: BinaryResult,
  fields: HeaderFields,
): Promise<Response> {
  const headers = {
    ...fields,
    "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "private, no-cache",
    ETag: etag,
  };
  return hasEtag(context.req.header("if-none-match"), etag)
    ? new Response(null, { status: 304, headers })
    : new Response(await read(), { headers });
}

/** Whether `If-None-Match` names an entity tag; weak comparison (RFC 9110 §13.1.2). */
function hasEtag(header: string | undefined, etag: string): boolean {
  const tags = header?.split(",").map((tag) => tag.trim().replace(/^W\//, "")) ?? [];
  return tags.includes(etag) || tags.includes("*");
}

/** Answers with a page of a list, and a `Link` to the next one (RFC 8288). */
function pageResponse(context: AppContext, page: Page<unknown>): Response {
  const { next, json } = page;
  const headers = { ...context.get("headers"), ...next !== undefined && linkTo(context, next) };
  return json === undefined
    ? jsonResponse(200, page.items, headers)
    : textResponse("application/json", json, headers);
}

function linkTo({ req }: AppContext, cursor: string): HeaderFields {
  const url = new URL(req.url);
  url.searchParams.set("cursor", cursor);
  return { Link: `<${url.pathname}${url.search}>; rel="next"` };
}
