/**
 * Whether a host name is this machine. Names below `localhost` do not count: some systems resolve
 * them by the network.
 */
export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);
}

/** Whether other devices can reach an address: neither loopback nor unspecified. */
export function isReachable(url: string): boolean {
  const { hostname } = new URL(url);
  return !isLoopback(hostname) && hostname !== "0.0.0.0" && hostname !== "[::]";
}
