import { isLoopback } from "../../shared/loopback.ts";

/**
 * Whether a form was sent by a page of this server. Another port of the same host is the same site,
 * with the same cookies, so that `SameSite` alone protects nobody. Browsers send `Sec-Fetch-Site`
 * to https and localhost only; elsewhere `Origin` decides.
 */
export function isSameOrigin(headers: Headers, publicUrl: string): boolean {
  const site = headers.get("sec-fetch-site");
  if (site !== null) return site === "same-origin";
  const origin = URL.parse(headers.get("origin") ?? "");
  if (origin === null) return false;
  const own = new URL(publicUrl);
  return origin.origin === own.origin ||
    isLoopback(origin.hostname) && isLoopback(own.hostname) &&
      origin.protocol === own.protocol && origin.port === own.port;
}
