import { isIP, isIPv6 } from "node:net";

/** The canonical form of an IP address (RFC 5952); `undefined` for anything else. */
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

/** Unwraps an IPv4-mapped IPv6 address (RFC 4291 §2.5.5.2). */
function unwrapIpv4(address: string): string {
  const [, high, low] = /^::ffff:([\da-f]+):([\da-f]+)$/.exec(address) ?? [];
  if (high === undefined || low === undefined) return address;
  return [high, low].map((part) => parseInt(part, 16))
    .flatMap((part) => [part >> 8, part & 0xff]).join(".");
}

/**
 * The network of an address, which counts as one client. A customer of IPv6 has a whole /64, and
 * often a /48 (RFC 6177). An IPv4 address is its own network.
 */
export function networkOf(address: string, prefixBits: 48 | 64 = 64): string {
  if (!isIPv6(address)) return address;
  const [head = "", tail] = address.split("%")[0]!.toLowerCase().split("::");
  const first = head === "" ? [] : head.split(":");
  const last = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? [] : Array<string>(8 - first.length - last.length).fill("0");
  return [...first, ...zeros, ...last].slice(0, prefixBits / 16)
    .map((group) => group.replace(/^0+(?=.)/, "")).join(":");
}
