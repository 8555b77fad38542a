/** Whether a host name is of this machine itself. Not names below `localhost`: some systems send them to the network. */
export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);
}

/** Whether other devices can reach an address: it is neither of this machine alone nor of no machine. */
export function isReachable(url: string): boolean {
  const { hostname } = new URL(url);
  return !isLoopback(hostname) && hostname !== "0.0.0.0" && hostname !== "[::]";
}
