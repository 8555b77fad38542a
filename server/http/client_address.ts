import { readAddress } from "../config/ip_address.ts";

/**
 * The client address of a request. A trusted proxy appends the address of its peer to
 * `X-Forwarded-For`; entries further left count only if that peer is a trusted proxy too.
 */
export function findClientAddress(
  { peer, forwardedFor, trustedProxies }: {
    readonly peer: string;
    readonly forwardedFor: string | null;
    /** Addresses as `readAddress` gives them. */
    readonly trustedProxies: readonly string[];
  },
): string {
  let address = readAddress(peer) ?? peer;
  for (const hop of (forwardedFor?.split(",") ?? []).toReversed()) {
    const heard = readAddress(hop.trim());
    if (heard === undefined || !trustedProxies.includes(address)) break;
    address = heard;
  }
  return address;
}
