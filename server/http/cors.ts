import type { HeaderFields } from "./context.ts";

/** Allows only the listed origins to call from a browser (CORS, Fetch standard §3.2). */
export function listCorsHeaders(request: Headers, origins: readonly string[]): HeaderFields {
  if (origins.length === 0) return {};
  const origin = request.get("origin");
  if (origin === null || !origins.includes(origin)) return { Vary: "Origin" };
  return {
    "Vary": "Origin",
    "Access-Control-Allow-Origin": origin,
    "Access-Control-Expose-Headers": "Link, Retry-After, WWW-Authenticate, X-Request-Id",
  };
}

/** The headers of a preflight answer for a listed origin (Fetch standard §3.2.2). */
export function listPreflightHeaders(cors: HeaderFields, allow: string): HeaderFields {
  if (!("Access-Control-Allow-Origin" in cors)) return {};
  return {
    "Access-Control-Allow-Methods": allow,
    "Access-Control-Allow-Headers": "Authorization, Content-Type",
    "Access-Control-Max-Age": "600",
  };
}
