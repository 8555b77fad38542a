import type { Profile } from "../../shared/contract/accounts.ts";
import type { AppContext, HeaderFields } from "../http/context.ts";
import { binaryResponse } from "../http/responses.ts";
import { writeAskingCookie, writeSessionCookie } from "./cookie.ts";
import { writePage } from "./layout.tsx";
import { findOtherName, isNameOfRelatives } from "./other_name.ts";
import type { PageResult, ShownPage, WebDeps } from "./page.ts";

/** Stand on every page: nothing is cached, framed, sniffed, or taken from elsewhere. */
const PAGE_HEADERS = {
  "Content-Type": "text/html; charset=utf-8",
  "Cache-Control": "no-store",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Referrer-Policy": "same-origin", // with `no-referrer`, browsers send our own forms without origin
  "X-Content-Type-Options": "nosniff",
  "X-Robots-Tag": "noindex",
} as const;

const POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; " +
  "base-uri 'none'; frame-ancestors 'none'";

/** What a page is answered with, and to whom. */
export interface Answer {
  readonly result: PageResult;
  readonly profile?: Profile;
  /** The cookie that came along, to be kept for another month. */
  readonly renewed?: string;
}

/** The response of what a page answered. */
export async function respondToPage(
  web: WebDeps,
  context: AppContext,
  { result, profile, renewed }: Answer,
): Promise<Response> {
  const { "X-Request-Id": requestId } = context.get("headers");
  const headers: Record<string, string> = { ...PAGE_HEADERS, "X-Request-Id": requestId ?? "" };
  if ("cookie" in result && result.cookie === "end") headers["Clear-Site-Data"] = '"cache"';
  const response = await compose();
  for (const cookie of listCookies(web, result, renewed)) {
    response.headers.append("Set-Cookie", cookie);
  }
  return response;

  async function compose(): Promise<Response> {
    switch (result.kind) {
      case "redirect":
        return new Response(null, { status: 303, headers: { ...headers, Location: result.to } });
      case "picture":
        return await binaryResponse(context, result.picture, {
          ...headers,
          "Content-Type": "image/jpeg",
        });
      case "file":
        return new Response(result.body, { headers: { ...headers, ...describeFile(result) } });
      case "page": {
        if (result.retryAfter !== undefined) headers["Retry-After"] = result.retryAfter;
        headers["Content-Security-Policy"] = writePolicy(result);
        const { pathname: path } = new URL(context.req.url);
        const home = findHome(web, context.req.raw.headers, { page: result, path });
        const text = writePage(web, { page: result, profile, path, home });
        return new Response(text, { status: result.status ?? 200, headers });
      }
    }
  }
}

/** Where a page lives that was opened at another name of the server. */
function findHome(
  { publicUrl }: WebDeps,
  headers: Headers,
  { page: { home }, path }: { readonly page: ShownPage; readonly path: string },
): string | undefined {
  const name = findOtherName(headers, publicUrl);
  if (home === null || !name || !isNameOfRelatives(name, publicUrl)) return undefined;
  return home ?? publicUrl + path;
}

/** What a page may load. One that waits also asks this server, by its script. */
function writePolicy({ script }: ShownPage): string {
  if (!script) return POLICY;
  const scripted = `${POLICY}; script-src 'self'`;
  return script === "wait" ? `${scripted}; connect-src 'self'` : scripted;
}

/** The cookies that an answer sets. */
function listCookies(
  { cookies }: WebDeps,
  result: PageResult,
  renewed: string | undefined,
): string[] {
  const isShown = result.kind === "page" || result.kind === "redirect";
  const { cookie, asking }: Pick<ShownPage, "cookie" | "asking"> = isShown ? result : {};
  const set: string[] = [];
  if (cookie !== undefined || renewed !== undefined) {
    const secret = cookie === "end" ? undefined : cookie?.begin ?? renewed;
    set.push(writeSessionCookie(cookies, secret));
  }
  if (asking !== undefined) {
    set.push(writeAskingCookie(cookies, asking === "end" ? undefined : asking.begin));
  }
  return set;
}

function describeFile(
  { mediaType, fileName }: PageResult & { readonly kind: "file" },
): HeaderFields {
  return {
    "Content-Type": mediaType,
    "Content-Disposition": `attachment; filename="${fileName}"`,
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
  };
}
