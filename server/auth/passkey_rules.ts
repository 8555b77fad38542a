import { readAddress } from "../config/ip_address.ts";
import { isLoopback } from "../../shared/loopback.ts";

/** Where passkeys work. */
export interface PasskeyPlace {
  /** The RP ID: the host name alone. */
  readonly host: string;
  readonly origin: string;
}

/** Where the passkeys of a server work, or why its address cannot have any. */
export function findPasskeyPlace(publicUrl: string): PasskeyPlace | { readonly reason: string } {
  const { hostname: host, origin, protocol } = new URL(publicUrl);
  if (readAddress(host.replace(/^\[|\]$/g, "")) !== undefined) return { reason: NO_HOST_NAME };
  if (protocol !== "https:" && !isLoopback(host)) return { reason: NO_TLS };
  return { host, origin };
}

const NO_HOST_NAME =
  "Passkeys need a host name, and this server's address is a number. Its host can set " +
  "CIRCLE_PUBLIC_URL to an address such as https://circle.example.org.";

const NO_TLS = "Passkeys need https, which this server's address does not have. Its host can put " +
  "TLS in front of it, and set CIRCLE_PUBLIC_URL.";
