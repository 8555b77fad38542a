import { BlockList, isIP, isIPv6 } from "node:net";

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

/**
 * The form of an address, or of a range in CIDR notation, that `matchAddresses` takes; `undefined`
 * for anything else. `/0` is nothing else: it would hold everybody's address.
 */
export function readRange(text: string): string | undefined {
  const [start = "", prefix, ...rest] = text.split("/");
  const address = readAddress(start);
  if (address === undefined || prefix === undefined) return address;
  if (rest.length > 0 || isIP(start) === 0 || start.includes("%") || !/^\d{1,3}$/.test(prefix)) {
    return undefined;
  }
  const bits = Number(prefix) - (isIPv6(start) && !isIPv6(address) ? 96 : 0); // IPv4-mapped
  return bits >= 1 && bits <= (isIPv6(address) ? 128 : 32) ? `${address}/${bits}` : undefined;
}

/** Tells the addresses, as `readAddress` gives them, that some ranges of `readRange` hold. */
export function matchAddresses(ranges: readonly string[]): (address: string) => boolean {
  const single = new Set(ranges.filter((range) => !range.includes("/")));
  const wide = new BlockList();
  for (const range of ranges.filter((range) => !single.has(range))) {
    const [start, bits] = range.split("/") as [string, string];
    wide.addSubnet(start, Number(bits), isIPv6(start) ? "ipv6" : "ipv4");
  }
  return (address) =>
    single.has(address) ||
    isIP(address) !== 0 &&
      wide.check(address.replace(/%.*/, ""), isIPv6(address) ? "ipv6" : "ipv4");
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
