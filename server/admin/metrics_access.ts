import { Buffer } from "node:buffer";
import { createHash, timingSafeEqual } from "node:crypto";
import type { Config } from "../config/config.ts";
import { readAddress } from "../config/ip_address.ts";
import type { RequestSource } from "../http/handler.ts";

/** Headers by which a proxy says that it passes a request on. */
const PROXY_HEADERS = [
  "forwarded",
  "via",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
  "x-real-ip",
];

/** Whether a client may read the metrics: with the token, or from this machine itself. */
export function mayReadMetrics(
  { config, token }: { readonly config: Config; readonly token: string | undefined },
  { peer, headers }: RequestSource,
): boolean {
  const given = /^bearer +(\S+)$/i.exec(headers.get("authorization") ?? "")?.[1];
  if (token !== undefined && given !== undefined && isEqual(given, token)) return true;
  return isLoopback(readAddress(peer)) && !mayBeProxied(config, headers);
}

/**
 * Whether a request of this machine may come from a proxy on it. One that is not named in the
 * settings may send no header that says so.
 */
function mayBeProxied({ publicUrl, trustedProxies }: Config, headers: Headers): boolean {
  if (PROXY_HEADERS.some((name) => headers.has(name))) return true;
  const host = publicUrl === undefined ? undefined : new URL(publicUrl).hostname;
  const isPublic = host !== undefined && host !== "localhost" && !isLoopback(readAddress(host));
  return isPublic && trustedProxies.length === 0;
}

function isLoopback(address = ""): boolean {
  return address === "::1" || address.startsWith("127.");
}

/** Takes the same time for every text of a length. */
function isEqual(one: string, other: string): boolean {
  return timingSafeEqual(digest(one), digest(other));
}

function digest(text: string): Uint8Array {
  return createHash("sha256").update(Buffer.from(text)).digest();
}
