import type { Problem } from "./problem.ts";

/** Stand on every answer: nothing is cached, sniffed, framed or run. */
export const SECURITY_HEADERS = {
  "Cache-Control": "no-store",
  "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
} as const;

/** Headers that an answer has beyond `SECURITY_HEADERS`. */
export type HeaderFields = Readonly<Record<string, string>>;

/** Answers with JSON, or with nothing where `value` is undefined. */
export function jsonResponse(status: number, value: unknown, headers: HeaderFields): Response {
  if (value === undefined) {
    return new Response(null, { status, headers: { ...SECURITY_HEADERS, ...headers } });
  }
  return new Response(JSON.stringify(value), {
    status,
    headers: { ...SECURITY_HEADERS, "Content-Type": "application/json", ...headers },
  });
}

/** Answers with text, or the bytes of one, as it is. */
export function textResponse(
  type: string,
  text: string | Uint8Array<ArrayBuffer>,
  headers: HeaderFields,
): Response {
  return new Response(text, {
    headers: { ...SECURITY_HEADERS, "Content-Type": type, ...headers },
  });
}

/** Answers with a refusal. */
export function problemResponse(problem: Problem, headers: HeaderFields = {}): Response {
  return jsonResponse(problem.status, problem.details, {
    "Content-Type": "application/problem+json",
    ...problem.headers,
    ...headers,
  });
}
