import { readAddress } from "../config/ip_address.ts";

/**
 * The client address of a request. A trusted proxy appends the address of its peer to
 * `X-Forwarded-For`; entries further left count only if that peer is a trusted proxy too.
 */
export function findClientAddress(
  { peer, forwardedFor, isTrusted }: {
    readonly peer: string;
    readonly forwardedFor: string | null;
    /** Whether an address, as `readAddress` gives it, is a trusted proxy's. */
    readonly isTrusted: (address: string) => boolean;
  },
): string {
  let address = readAddress(peer) ?? peer;
  for (const hop of (forwardedFor?.split(",") ?? []).toReversed()) {
    const heard = readAddress(hop.trim());
    if (heard === undefined || !isTrusted(address)) break;
    address = heard;
  }
  return address;
}
