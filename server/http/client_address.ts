import { readAddress } from "../config/ip_address.ts";

/**
 * The address that a request comes from. A proxy of ours adds to `X-Forwarded-For`, at its right
 * end, whom it heard; what stands further left is believed only where that was a proxy of ours too.
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
