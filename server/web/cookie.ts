import { isLoopback } from "../../shared/loopback.ts";
import { parse, serialize } from "hono/utils/cookie";

/** How sessions are kept by browsers at the server's public address. */
export type CookiePolicy =
  | { readonly kind: "kept"; readonly name: string; readonly isSecure: boolean }
  /** Plain http beyond this machine: a password or cookie could be read on the way. */
  | { readonly kind: "refused" };

/** Seconds that a browser keeps the cookie after its last use. */
const MAX_AGE = 30 * 24 * 60 * 60;

/**
 * How cookies are set for a public address (RFC 6265bis §4.1.2.5–7). Safari drops `Secure` cookies
 * on `http://localhost`, so that they are plain there.
 */
export function chooseCookiePolicy(
  publicUrl: string,
  { allowsInsecureHttp }: { readonly allowsInsecureHttp: boolean },
): CookiePolicy {
  if (publicUrl.startsWith("https:")) {
    return { kind: "kept", name: "__Host-circle", isSecure: true };
  }
  return isLoopback(new URL(publicUrl).hostname) || allowsInsecureHttp
    ? { kind: "kept", name: "circle", isSecure: false }
    : { kind: "refused" };
}

/** The secret of the session that a browser sends. */
export function readSessionCookie(
  policy: CookiePolicy,
  header: string | null,
): string | undefined {
  return policy.kind === "kept" && header !== null
    ? parse(header, policy.name)[policy.name]
    : undefined;
}

/** `Set-Cookie` with a secret to keep, or without one to forget it. */
export function writeSessionCookie(policy: CookiePolicy, secret: string | undefined): string {
  if (policy.kind === "refused") throw new Error("no cookie is set over plain http");
  return serialize(policy.name, secret ?? "", {
    path: "/",
    httpOnly: true,
    sameSite: "Lax", // not Strict: a link in a chat should open a page signed in
    secure: policy.isSecure,
    maxAge: secret === undefined ? 0 : MAX_AGE,
  });
}
