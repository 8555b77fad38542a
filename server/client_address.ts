/**
 * The address that a request comes from. A proxy of ours adds to `X-Forwarded-For` at its right
 * end, so the right-most address that is not such a proxy is the last that can be believed.
 */
export function findClientAddress(
  { peer, forwardedFor, trustedProxies }: {
    readonly peer: string;
    readonly forwardedFor: string | null;
    readonly trustedProxies: readonly string[];
  },
): string {
  const hops = [...forwardedFor?.split(",") ?? [], peer].map((hop) => plainAddress(hop.trim()));
  const isTrusted = (address: string) => trustedProxies.includes(address);
  return hops.findLast((hop) => !isTrusted(hop)) ?? hops[0]!;
}

/**
 * An address without what some proxies put around it: a port, brackets. An IPv4 address that IPv6
 * wraps (`::ffff:192.0.2.1`, RFC 4291 §2.5.5.2) is the IPv4 address.
 */
function plainAddress(hop: string): string {
  return hop.replace(/^\[(.*)\](:\d+)?$/, "$1")
    .replace(/^([\d.]+):\d+$/, "$1")
    .replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, "");
}
