import { SIGN_IN_REQUEST_SECONDS } from "../../shared/contract/sign_in_requests.ts";
import { isLoopback } from "../../shared/loopback.ts";
import { parse, serialize } from "hono/utils/cookie";

/** How sessions are kept by browsers at the server's public address. */
export type CookiePolicy =
  | { readonly kind: "kept"; readonly name: string; readonly isSecure: boolean }
  /** Plain http beyond this machine: a password or cookie could be read on the way. */
  | { readonly kind: "refused" };

/** Seconds that a browser keeps the cookie after its last use. */
const MAX_AGE = 30 * 24 * 60 * 60;

/** A browser that asks another device to sign it in, as its cookie says. */
export interface AskingDevice {
  readonly secret: string;
  readonly code: string;
}

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
  return writeCookie(policy, {
    suffix: "",
    value: secret,
    sameSite: "Lax", // not Strict: a link in a chat should open a page signed in
    maxAge: MAX_AGE,
  });
}

/** What follows the name of the session's cookie in that of an asking device. */
const ASKING_SUFFIX = "-asks";

/** The request of a browser that asks another device to sign it in. */
export function readAskingCookie(
  policy: CookiePolicy,
  header: string | null,
): AskingDevice | undefined {
  if (policy.kind === "refused" || header === null) return undefined;
  const name = policy.name + ASKING_SUFFIX;
  const [, secret, code] = /^([\w-]{43})\.([A-Z-]{9})$/.exec(parse(header, name)[name] ?? "") ?? [];
  return secret && code ? { secret, code } : undefined;
}

/** `Set-Cookie` with a request to keep for as long as it lives, or without one to forget it. */
export function writeAskingCookie(policy: CookiePolicy, device: AskingDevice | undefined): string {
  return writeCookie(policy, {
    suffix: ASKING_SUFFIX,
    value: device && `${device.secret}.${device.code}`,
    sameSite: "Strict",
    maxAge: SIGN_IN_REQUEST_SECONDS,
  });
}

interface Cookie {
  readonly suffix: string;
  /** Left out to forget it. */
  readonly value: string | undefined;
  readonly sameSite: "Lax" | "Strict";
  /** Seconds. */
  readonly maxAge: number;
}

function writeCookie(policy: CookiePolicy, { suffix, value, sameSite, maxAge }: Cookie): string {
  if (policy.kind === "refused") throw new Error("no cookie is set over plain http");
  return serialize(policy.name + suffix, value ?? "", {
    path: "/",
    httpOnly: true,
    sameSite,
    secure: policy.isSecure,
    maxAge: value === undefined ? 0 : maxAge,
  });
}
