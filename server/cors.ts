import type { AppContext } from "./serve_contract.ts";

/** Lets the listed origins, and no others, call from a browser (CORS, Fetch standard §3.2). */
export function addCors(context: AppContext, origins: readonly string[]): void {
  if (origins.length === 0) return;
  context.header("Vary", "Origin");
  const origin = context.req.raw.headers.get("origin");
  if (origin === null || !origins.includes(origin)) return;
  context.header("Access-Control-Allow-Origin", origin);
  context.header(
    "Access-Control-Expose-Headers",
    "Link, Retry-After, WWW-Authenticate, X-Request-Id",
  );
  if (context.req.method !== "OPTIONS") return;
  context.header("Access-Control-Allow-Methods", context.res.headers.get("allow") ?? "");
  context.header("Access-Control-Allow-Headers", "Authorization, Content-Type");
  context.header("Access-Control-Max-Age", "600");
}
