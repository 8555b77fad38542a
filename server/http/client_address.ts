import { isIP } from "node:net";

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

/** An IP address in the one form in which it is compared (RFC 5952); `undefined` for what is none. */
export function readAddress(text: string): string | undefined {
  const plain = text
    .replace(/^\[(.*)\](:\d+)?$/, "$1") // some proxies put brackets and a port around it
    .replace(/^([\d.]+):\d+$/, "$1");
  switch (isIP(plain)) {
    case 4:
      return plain;
    case 6:
      return unwrapIpv4(URL.parse(`http://[${plain}]`)?.hostname.slice(1, -1) ?? plain);
    default:
      return undefined;
  }
}

/** Takes an IPv4 address out of the IPv6 address that it is wrapped in (RFC 4291 §2.5.5.2). */
function unwrapIpv4(address: string): string {
  const [, high, low] = /^::ffff:([\da-f]+):([\da-f]+)$/.exec(address) ?? [];
  if (high === undefined || low === undefined) return address;
  return [high, low].map((part) => parseInt(part, 16))
    .flatMap((part) => [part >> 8, part & 0xff]).join(".");
}
